import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { duration, useFormat } from '../shared/format';
import { SessionEndedDialog } from '../shared/shell/SessionEndedDialog';
import { ErrorState } from '../shared/ui/ErrorState';
import { LiveState } from '../shared/ui/LiveState';
import { Loading } from '../shared/ui/Page';
import { useNow } from '../shared/use-now';
import { agentStates } from './agent-states';
import type { AgentTile } from './events';
import { HealthAlert } from './HealthAlert';
import { isCall } from './HelpAlerts';
import { alertsQuery } from './queries';
import type { Room } from './room';
import { optionsQuery } from './shift-queries';
import { useRoom } from './useRoom';
import { useStandings } from './useStandings';
import classes from './Wallboard.module.css';

/** The room for a big screen: dark, large, nothing to press. */
export function Wallboard() {
  const { room, status, health, error, refetch, updatedAt } = useRoom();
  const { t } = useTranslation('wallboard');
  const format = useFormat();
  const me = useMe();
  const now = useNow();
  if (!room)
    return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return (
    <main className={classes.board} aria-label={t('label')}>
      <header className={classes.head}>
        <h1>{me.site?.name}</h1>
        <time dateTime={new Date(now).toISOString()}>{format.time(now, room.site_zone)}</time>
        <LiveState status={status} />
        <Link to="/supervisor" className={classes.close} aria-label={t('close')}>
          <IconX size={26} aria-hidden="true" />
        </Link>
      </header>
      {status === 'not_live' && (
        <p className={classes.warning} role="alert">
          {t('not_live', { time: format.clock(updatedAt, room.site_zone) })}
        </p>
      )}
      <HealthAlert health={health} />
      <Figures room={room} />
      <div className={classes.columns}>
        <People room={room} />
        <Campaigns room={room} />
      </div>
      <SessionEndedDialog />
    </main>
  );
}

function Figures({ room }: { room: Room }) {
  const { t } = useTranslation('wallboard');
  const format = useFormat();
  const { data: alerts = [] } = useQuery(alertsQuery);
  const calls = alerts.filter((alert) => isCall(alert) && alert.seen_at === null).length;
  const working = room.agents.filter(({ state }) => state !== 'offline').length;
  return (
    <dl className={classes.figures}>
      <Figure name={t('calls')} value={format.number(room.today.attempts)} />
      <Figure name={t('contacts')} value={format.number(room.today.contacts)} />
      <Figure name={t('positive')} value={format.number(room.today.positive)} good />
      <Figure name={t('working')} value={format.number(working)} />
      <Figure name={t('help')} value={format.number(calls)} urgent={calls > 0} />
    </dl>
  );
}

interface FigureProps {
  name: string;
  value: string;
  good?: boolean;
  urgent?: boolean;
}

function Figure({ name, value, good, urgent }: FigureProps) {
  return (
    <div className={classes.figure} data-good={good || undefined} data-urgent={urgent || undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Who works, in the order of the room; without names where the centre wants it so. */
function People({ room }: { room: Room }) {
  const { t } = useTranslation('wallboard');
  const knowsSite = ['supervisor', 'trainer'].includes(useMe().role);
  const { data: options } = useQuery({ ...optionsQuery, enabled: knowsSite });
  const named = options?.wallboard_names ?? false;
  const people = room.agents
    .map((agent, index) => ({
      agent,
      name: named ? agent.display_name : t('person', { number: index + 1 }),
    }))
    .filter(({ agent }) => agent.state !== 'offline');
  return (
    <section aria-label={t('people')} className={classes.panel}>
      <h2>{t('people')}</h2>
      {people.length === 0 ? (
        <p className={classes.none}>{t('nobody')}</p>
      ) : (
        <ul className={classes.people}>
          {people.map(({ agent, name }) => (
            <Person key={agent.id} agent={agent} name={name} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Person({ agent, name }: { agent: AgentTile; name: string }) {
  const { t } = useTranslation('supervisor');
  const { icon: Icon, long } = agentStates[agent.state];
  const seconds = (useNow() - Date.parse(agent.since)) / 1000;
  return (
    <li data-state={agent.state}>
      <Icon size={30} aria-hidden="true" />
      <span className={classes.name}>{name}</span>
      <span className={classes.state}>{t(`state.${agent.state}`)}</span>
      <span
        className={classes.timer}
        data-long={(long !== undefined && seconds > long) || undefined}
      >
        {duration(seconds)}
      </span>
    </li>
  );
}

function Campaigns({ room }: { room: Room }) {
  const standings = useStandings(room);
  const { t } = useTranslation('wallboard');
  const format = useFormat();
  return (
    <section aria-label={t('campaigns')} className={classes.panel}>
      <h2>{t('campaigns')}</h2>
      <ul className={classes.campaigns}>
        {room.campaigns
          .filter(({ state }) => state === 'open')
          .map((campaign) => {
            const contacts = standings[campaign.id]?.contacts ?? {};
            const total = Object.values(contacts).reduce((sum, each) => sum + each, 0);
            const done = contacts.done ?? 0;
            return (
              <li key={campaign.id}>
                <span className={classes.name}>{campaign.name}</span>
                <span className={classes.good}>✓ {format.number(campaign.today.positive)}</span>
                <div className={classes.bar} aria-hidden="true">
                  <div style={{ width: `${total > 0 ? (done / total) * 100 : 0}%` }} />
                </div>
                <span className={classes.small}>
                  {t('done_of', { done: format.number(done), total: format.number(total) })}
                </span>
              </li>
            );
          })}
      </ul>
    </section>
  );
}
