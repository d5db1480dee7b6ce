import { VisuallyHidden } from '@mantine/core';
import { IconBell, IconCheck, IconPoint } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { duration, useFormat } from '../shared/format';
import { useNow } from '../shared/use-now';
import { Act } from './Act';
import classes from './AgentGrid.module.css';
import { agentStates } from './agent-states';
import type { AgentTile } from './events';
import { useMaySteer } from './queries';
import { TakeBack } from './TakeBack';

interface AgentCardProps {
  agent: AgentTile;
  campaign: string | undefined;
  labels: Record<string, string>;
}

/** One person: doing what, since when, with which contact, and the day so far. */
export const AgentCard = memo(function AgentCard({ agent, campaign, labels }: AgentCardProps) {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  const maySteer = useMaySteer();
  const { icon: Icon, ink, ground } = agentStates[agent.state];
  const word =
    agent.state === 'pause' && agent.pause_reason
      ? t(`pause.${agent.pause_reason}`)
      : t(`state.${agent.state}`);
  return (
    <li className={classes.card} data-state={agent.state}>
      <div className={classes.person}>
        <span className={classes.name}>{agent.display_name}</span>
        {agent.state !== 'offline' && <Timer state={agent.state} since={agent.since} />}
      </div>
      <div className={classes.state} style={{ color: ink, background: ground }}>
        <Icon size={18} aria-hidden="true" />
        <span className={classes.word}>{word}</span>
      </div>
      <Marks agent={agent} />
      <div className={classes.what}>
        {agent.reference ? <span className={classes.reference}>{agent.reference}</span> : null}
        <span className={classes.campaign}>{campaign}</span>
        {maySteer && (
          <div className={classes.act}>
            <Act agent={agent} />
            <TakeBack
              holder={{ id: agent.id, name: agent.display_name }}
              reference={agent.reference}
            />
          </div>
        )}
      </div>
      <div className={classes.step}>{agent.step && t('agents.step', { step: agent.step })}</div>
      <div className={classes.day}>
        {t('agents.calls', { count: agent.calls, formatted: format.number(agent.calls) })}
        {' · '}
        <strong>
          {t('agents.positive', {
            count: agent.positive,
            formatted: format.number(agent.positive),
          })}
        </strong>
        <Last last={agent.last} labels={labels} />
      </div>
    </li>
  );
});

/** What the last calls led to, the newest first: a tick or a dot, and its words for who points or listens. */
function Last({ last, labels }: { last: AgentTile['last']; labels: Record<string, string> }) {
  return (
    <span className={classes.last}>
      {last.map(({ outcome_id, code, positive }) => (
        <span key={outcome_id} title={labels[code] ?? code} data-positive={positive || undefined}>
          {positive ? <IconCheck size={15} /> : <IconPoint size={15} />}
          <VisuallyHidden>{labels[code] ?? code}</VisuallyHidden>
        </span>
      ))}
    </span>
  );
}

/** What is to be known of the person besides the state: decided by the staff, or a limit of working time. */
function Marks({ agent }: { agent: AgentTile }) {
  const { t } = useTranslation(['acting', 'shifts', 'alerts', 'beside']);
  const said = [
    agent.locked && t('lock.locked'),
    agent.pause_due ? t('pause.due') : agent.paused_by_staff && t('pause.by_staff'),
    agent.beside !== null && t('beside:mark.with', { name: agent.beside }),
    agent.off_shift && agent.state !== 'offline' && t('shifts:mark.off_shift'),
  ].filter((each) => typeof each === 'string');
  return (
    <div className={classes.marks}>
      {agent.alerts.length > 0 && (
        <span className={classes.mark} data-over>
          <IconBell size={13} aria-hidden="true" />{' '}
          {t('alerts:card.count', { count: agent.alerts.length })}
        </span>
      )}
      {agent.waits_beside && agent.beside === null && agent.state !== 'offline' && (
        <span className={classes.mark} data-over>
          {t('beside:mark.waits')}
        </span>
      )}
      {agent.warned.map((word) => (
        <span key={word} className={classes.mark} data-over={word.endsWith('_over') || undefined}>
          {t(`shifts:mark.${word}`)}
        </span>
      ))}
      {said.map((each) => (
        <span key={each} className={classes.mark}>
          {each}
        </span>
      ))}
    </div>
  );
}

function Timer({ state, since }: { state: AgentTile['state']; since: string }) {
  const { t } = useTranslation('supervisor');
  const seconds = (useNow() - Date.parse(since)) / 1000;
  const { long } = agentStates[state];
  const tooLong = long !== undefined && seconds > long;
  return (
    <span className={classes.timer} data-long={tooLong || undefined} title={t('agents.since')}>
      {duration(seconds)}
    </span>
  );
}
