import { Badge, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { Panel } from '../shared/ui/Page';
import classes from './Learning.module.css';

interface Version {
  id: string;
  version: number;
  made_at: string;
  made_by: string | null;
  /** What else there is to say of it. */
  note: string;
  /** There is nothing to show of it. */
  empty?: boolean;
}

interface VersionsProps {
  versions: Version[];
  current: number;
  /** What stands there without any. */
  none: string;
  shown: string | null;
  onShow: (id: string | null) => void;
}

/** The versions of a module or of a block, the newest first; an older one can be looked at. */
export function Versions({ versions, current, none, shown, onShow }: VersionsProps) {
  const { t } = useTranslation('learning');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <Panel title={t('library.versions')}>
      {versions.length === 0 && <Text c="dimmed">{none}</Text>}
      <ul className={classes.steps}>
        {versions.map((version) => {
          const holds = version.version === current;
          return (
            <li key={version.id}>
              <Group gap="xs">
                <Text fw={600}>{t('library.version', { version: version.version })}</Text>
                {holds && <Badge color="teal">{t('library.current')}</Badge>}
              </Group>
              <Text size="sm" c="dimmed">
                {[
                  format.date(version.made_at, zone),
                  version.made_by ?? t('library.shipped'),
                  version.note,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
              {!holds && !version.empty && (
                <Button
                  variant="subtle"
                  size="sm"
                  px={0}
                  aria-pressed={shown === version.id}
                  onClick={() => onShow(shown === version.id ? null : version.id)}
                >
                  {t(shown === version.id ? 'library.show_current' : 'library.show')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
