import { Badge, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import classes from './Papers.module.css';
import { type FollowUpLine, followUpsQuery } from './queries';

/** The trainer's follow-ups: those that are due, then what waits for a signature, then the others. */
export function FollowUps() {
  const { t } = useTranslation('papers');
  const { data, error, refetch } = useQuery(followUpsQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const planned = data.filter((each) => each.state === 'planned');
  const waiting = data.filter((each) => each.state === 'issued' && each.signed.length < 2);
  const done = data.filter((each) => each.state === 'issued' && each.signed.length >= 2);
  return (
    <Page
      title={t('follow_ups.title')}
      text={t('follow_ups.text')}
      back={{ to: '/trainer', label: t('follow_ups.back') }}
    >
      {data.length === 0 && (
        <EmptyState title={t('follow_ups.none')} text={t('follow_ups.none_text')} />
      )}
      {planned.length > 0 && <Lines title={t('follow_ups.planned')} lines={planned} />}
      {waiting.length > 0 && <Lines title={t('follow_ups.waiting')} lines={waiting} />}
      {done.length > 0 && <Lines title={t('follow_ups.done')} lines={done} />}
    </Page>
  );
}

function Lines({ title, lines }: { title: string; lines: FollowUpLine[] }) {
  return (
    <Panel title={title}>
      <ul className={classes.list}>
        {lines.map((line) => (
          <li key={line.id}>
            <FollowUpLink line={line} named />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** One follow-up in a list; an issued one leads to its paper. */
export function FollowUpLink({ line, named = false }: { line: FollowUpLine; named?: boolean }) {
  const { t } = useTranslation('papers');
  const format = useFormat();
  const day = format.day(`${line.due_on}T12:00:00Z`, 'UTC');
  return (
    <Link
      to={line.paper_id ? `/trainer/papers/${line.paper_id}` : `/trainer/follow-ups/${line.id}`}
      className={classes.line}
    >
      <span>
        <span className={classes.title}>{named ? line.alias : t('follow_up.of_day', { day })}</span>
        {(named || line.has_words) && (
          <Text size="sm" c="dimmed" component="span" display="block">
            {[named && day, line.has_words && t('follow_ups.has_words')]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        )}
      </span>
      {line.state === 'issued' ? (
        <Badge color={line.signed.length >= 2 ? 'teal' : 'orange'}>
          {t('follow_ups.signed', { count: line.signed.length })}
        </Badge>
      ) : (
        <Badge color={line.overdue ? 'red' : 'blue'}>
          {t(line.overdue ? 'follow_ups.overdue' : 'follow_ups.due')}
        </Badge>
      )}
      <IconChevronRight size={18} aria-hidden="true" />
    </Link>
  );
}
