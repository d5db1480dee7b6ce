import { Text } from '@mantine/core';
import { IconCheck, IconPhoneOff, IconPoint } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { Panel } from '../shared/ui/Page';
import { type Share, Shares } from '../shared/ui/Shares';
import { groupColours } from './group-colours';
import classes from './OutcomeStream.module.css';
import type { Room } from './room';

interface OutcomeStreamProps {
  recent: Room['recent'];
  byGroup: Room['today']['by_group'];
  labels: Room['labels'];
  names: Room['names'];
  zone: string;
}

/** What the last calls led to, newest first, under the day's shares. */
export const OutcomeStream = memo(function OutcomeStream(props: OutcomeStreamProps) {
  const { recent, byGroup } = props;
  const { t } = useTranslation(['supervisor', 'domain']);
  const shares = Object.entries(groupColours).map(
    ([key, colour]): Share => ({
      key,
      colour,
      label: t(`domain:group.${key as keyof typeof groupColours}`),
      value: byGroup[key] ?? 0,
    }),
  );
  return (
    <Panel title={t('stream.title')} p="md">
      {recent.length === 0 ? (
        <EmptyState order={3} title={t('stream.empty')} text={t('stream.empty_text')} />
      ) : (
        <>
          <Shares label={t('stream.shares')} shares={shares} />
          <List {...props} />
        </>
      )}
    </Panel>
  );
});

function List({ recent, labels, names, zone }: OutcomeStreamProps) {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <ol className={classes.list} tabIndex={0} aria-label={t('stream.list')}>
      {recent.map((outcome) => (
        <li key={outcome.outcome_id} className={classes.entry}>
          <Mark positive={outcome.positive} group={outcome.group} />
          <span className={classes.label}>
            <strong>{labels[outcome.code] ?? outcome.code}</strong>
            <Text span size="sm" c="dimmed">
              {names[outcome.agent_id] ?? t('agents.unknown')} · {outcome.reference}
            </Text>
          </span>
          <Text component="time" size="sm" c="dimmed" dateTime={outcome.at}>
            {format.time(outcome.at, zone)}
          </Text>
        </li>
      ))}
    </ol>
  );
}

function Mark({ positive, group }: { positive: boolean; group: string }) {
  const Icon = positive ? IconCheck : group === 'not_reached' ? IconPhoneOff : IconPoint;
  return (
    <span className={classes.mark} data-positive={positive || undefined}>
      <Icon size={17} aria-hidden="true" />
    </span>
  );
}
