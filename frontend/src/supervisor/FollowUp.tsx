import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { components } from '../api/schema';
import { useFormat } from '../shared/format';
import { Panel } from '../shared/ui/Page';
import { useNow } from '../shared/use-now';
import classes from './FollowUp.module.css';
import { followUpQuery, useMaySteer } from './queries';

type Act = components['schemas']['ActDone'];
type Due = components['schemas']['DueCallback'];

const SHOWN = 5;

/** Promises whose time has passed: nobody has to open another page to learn of them. */
export function OverdueCallbacks() {
  const { t } = useTranslation('follow_up');
  const { data } = useQuery(followUpQuery);
  const now = useNow();
  const maySteer = useMaySteer();
  const overdue = data?.callbacks.filter(({ due_at }) => Date.parse(due_at) < now) ?? [];
  if (overdue.length === 0) return null;
  return (
    <Panel
      title={t('overdue', { count: overdue.length })}
      p="md"
      className={classes.overdue}
      aside={
        maySteer && (
          <Anchor component={Link} to="/supervisor/callbacks" size="sm" fw={600}>
            {t('see')}
          </Anchor>
        )
      }
    >
      <ul className={classes.rows}>
        {overdue.slice(0, SHOWN).map((callback) => (
          <OverdueRow key={callback.id} callback={callback} now={now} />
        ))}
      </ul>
      {overdue.length > SHOWN && (
        <Text size="sm" mt="xs">
          {t('more', { count: overdue.length - SHOWN })}
        </Text>
      )}
    </Panel>
  );
}

function OverdueRow({ callback, now }: { callback: Due; now: number }) {
  const { t } = useTranslation(['follow_up', 'callbacks']);
  const format = useFormat();
  const minutes = Math.floor((now - Date.parse(callback.due_at)) / 60_000);
  const age =
    minutes < 60
      ? t('callbacks:age.minutes', { n: minutes })
      : minutes < 48 * 60
        ? t('callbacks:age.hours', { n: Math.floor(minutes / 60) })
        : t('callbacks:age.days', { n: Math.floor(minutes / 1440) });
  return (
    <li className={classes.row}>
      <span className={classes.what}>
        <strong>{callback.reference}</strong>
        <Text span size="sm" c="dimmed">
          {callback.owner_name ?? t('callbacks:team')} · {callback.campaign_name}
        </Text>
      </span>
      <span className={classes.age}>
        <Text span size="sm" fw={650} c="red.9">
          {age}
        </Text>
        <Text span size="sm" c="dimmed">
          {format.time(callback.due_at, callback.zone)} · {format.zonePlace(callback.zone)}
        </Text>
      </span>
    </li>
  );
}

/** What supervisors did today: who changed the order, gave work to whom, took something back. */
export function ActsDone({ zone }: { zone: string }) {
  const { t } = useTranslation('follow_up');
  const format = useFormat();
  const { data } = useQuery(followUpQuery);
  return (
    <Panel title={t('acts')} p="md">
      {!data || data.acts.length === 0 ? (
        <Text c="dimmed">{t('none')}</Text>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        <ol className={classes.acts} tabIndex={0} aria-label={t('acts')}>
          {data.acts.map((act) => (
            <li key={act.id} className={classes.row}>
              <span className={classes.what}>
                <span>
                  <Words act={act} />
                </span>
                <Text span size="sm" c="dimmed">
                  {act.who}
                </Text>
              </span>
              <Text component="time" size="sm" c="dimmed" dateTime={act.at}>
                {format.time(act.at, zone)}
              </Text>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function Words({ act }: { act: Act }) {
  const { t } = useTranslation('follow_up');
  const format = useFormat();
  const facts = {
    campaign: act.campaign ?? '…',
    list: act.list_name ?? '…',
    whom: act.whom ?? t('everybody'),
    count: act.count ?? 0,
    formatted: format.number(act.count ?? 0),
  };
  switch (act.action) {
    case 'campaign.ordered':
      return t('act.ordered');
    case 'campaign.given':
      return t('act.given', facts);
    case 'campaign.state_changed':
      if (act.change === 'open') return t('act.opened', facts);
      return act.change === 'paused' ? t('act.paused', facts) : t('act.closed', facts);
    case 'call_list.given':
      return t('act.list_given', facts);
    case 'call_list.attached':
      return t('act.attached', facts);
    case 'team.changed':
      return act.whom ? t('act.team', facts) : t('act.team_removed');
    case 'site.closed_days_added':
      return t('act.days_added');
    case 'site.closed_days_removed':
      return t('act.days_removed');
    case 'contacts.reopened':
      return t('act.reopened', facts);
    case 'callback.handed_over':
      return t('act.handed_over', { whom: act.whom ?? t('team') });
    case 'callback.moved':
      return t('act.moved');
    case 'hand_out.ended':
      return t('act.taken_back', facts);
    default:
      return t('act.lifted', facts);
  }
}
