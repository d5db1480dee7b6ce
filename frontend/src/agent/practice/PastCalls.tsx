import { Badge, Group, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session';
import type { PracticeBrief } from '../../api/types';
import { useFormat } from '../../shared/format';
import { Panel } from '../../shared/ui/Page';
import classes from './PastCalls.module.css';

interface PastCallsProps {
  calls: PracticeBrief[];
  /** Where a debrief is read: the apprentice's own, or the trainer's view of it. */
  base?: '/agent/practice' | '/trainer/debriefs';
  title?: string;
  /** What is said where there is none. */
  empty?: string;
}

/** Finished practice calls, the newest first; each leads to its debrief. */
export function PastCalls({ calls, base = '/agent/practice', title, empty }: PastCallsProps) {
  const { t } = useTranslation('practice');
  const format = useFormat();
  const own = base === '/agent/practice';
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <Panel title={title ?? t('past.title')}>
      {calls.length === 0 ? (
        <Text c="dimmed">{empty ?? t('past.none')}</Text>
      ) : (
        <ul className={classes.calls}>
          {calls.map((call) => (
            <li key={call.id}>
              <Link to={`${base}/${call.id}`} className={classes.call}>
                <span className={classes.title} lang={call.language}>
                  {call.title}
                </span>
                <Text size="sm" c="dimmed" component="span">
                  {format.dateTime(call.at, zone)}
                </Text>
                <Group gap="xs" wrap="nowrap">
                  {own && !call.read && <Badge color="blue">{t('answer.to_read')}</Badge>}
                  {!own && call.answered && <Badge color="blue">{t('answer.answered')}</Badge>}
                  {call.guided && <Badge color="gray">{t('guided')}</Badge>}
                  <Badge color={call.passed ? 'teal' : 'orange'}>
                    {t(call.passed ? 'mark.good' : 'mark.not_yet')} ·{' '}
                    {format.percent((call.score ?? 0) / 100)}
                  </Badge>
                  <IconChevronRight size={18} aria-hidden="true" />
                </Group>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
