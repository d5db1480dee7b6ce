import { Badge, Code, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { Panel } from '../shared/ui/Page';
import { useNow } from '../shared/use-now';
import { recipientsQuery } from './queries';

const RECENT_MS = 7 * 24 * 60 * 60 * 1000;

/** The keys to which partners' files leave: one that nobody expected must be seen, and asked about. */
export function PartnerKeys() {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const now = useNow();
  const { data } = useQuery(recipientsQuery);
  if (!data?.length) return null;
  return (
    <Panel title={t('keys.title')}>
      <Stack gap="md">
        <Text c="dimmed">{t('keys.text')}</Text>
        {data.map((key) => (
          <div key={key.partner_id}>
            <Group gap="sm">
              <Text fw={650}>{key.partner_name}</Text>
              {now - Date.parse(key.changed_at) < RECENT_MS && (
                <Badge color="orange" variant="light" tt="none">
                  {t('keys.recent')}
                </Badge>
              )}
              {key.always_encrypted && (
                <Badge color="teal" variant="light" tt="none">
                  {t('keys.always')}
                </Badge>
              )}
            </Group>
            <Text size="sm" c="dimmed">
              {t('keys.changed', { at: format.dateTime(key.changed_at, zone) })}
            </Text>
            {key.recipient ? (
              <Code style={{ overflowWrap: 'anywhere' }}>{key.recipient}</Code>
            ) : (
              <Text size="sm">{t('keys.none')}</Text>
            )}
          </div>
        ))}
      </Stack>
    </Panel>
  );
}
