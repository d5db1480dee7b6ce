import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import {
  IconEar,
  IconHeadset,
  IconInfoCircle,
  IconMap,
  IconPencil,
  IconPlayerPlay,
  IconRefresh,
  IconRoute,
  IconUserPlus,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import type { AgentState, NextContact, OutcomeRead } from '../api/types';
import { PapersLink } from '../papers/PapersLink';
import { callWordsQuery, ownReviewsQuery } from '../quality/queries';
import { dayKey, useFormat } from '../shared/format';
import { HeadsetDrawing, LaterDrawing, PauseDrawing } from '../shared/ui/drawings';
import { EmptyState } from '../shared/ui/EmptyState';
import { Key } from '../shared/ui/Key';
import { serverNow } from '../shared/use-now';
import { Arriving } from './Arriving';
import { keys } from './keys';
import { OutcomePanel } from './OutcomePanel';
import type { Phase } from './phase';
import type { LastOutcome } from './Workstation';

interface IdlePanelProps {
  phase: Phase;
  state: AgentState;
  nothing: NextContact['nothing'];
  /** Why the last contact left the desk by itself, when it just did. */
  withdrawn: string | null;
  busy: boolean;
  onMain: () => void;
  onPause: (() => void) | undefined;
  last: LastOutcome | null;
  correcting: boolean;
  onCorrecting: (correcting: boolean) => void;
  onCorrected: (outcome: OutcomeRead) => void;
}

/** A page that is opened long after does not begin to ask by itself. */
const ARRIVES_WITHIN_MS = 5_000;

/** The middle of the desk between two contacts. */
export function IdlePanel(props: IdlePanelProps) {
  const { last, correcting, onCorrecting, onCorrected, withdrawn } = props;
  const { t } = useTranslation('agent');
  if (last && correcting) {
    return (
      <Paper component="section" p="lg" aria-label={t('correction.label')}>
        <Group justify="space-between" mb="md">
          <Title order={1} size="h3">
            {t('correction.title', { reference: last.handOut.card.reference })}
          </Title>
          <Button variant="default" size="sm" onClick={() => onCorrecting(false)}>
            {t('correction.stop')}
          </Button>
        </Group>
        <OutcomePanel
          handOut={last.handOut}
          live={false}
          corrects={last.outcome}
          onRecorded={onCorrected}
        />
      </Paper>
    );
  }
  return (
    <Stack gap="md">
      {withdrawn && (
        <Alert color="blue" role="status" icon={<IconInfoCircle />} title={t('idle.withdrawn')}>
          {withdrawn}
        </Alert>
      )}
      <Paper component="section" aria-label={t('idle.label')} py="lg">
        <WhatNow {...props} />
      </Paper>
      {last && <LastResult last={last} onCorrect={() => onCorrecting(true)} />}
      <Training />
    </Stack>
  );
}

function WhatNow({ phase, state, nothing, busy, onMain, onPause }: IdlePanelProps) {
  const { t } = useTranslation('agent');
  if (phase === 'pause') {
    return (
      <EmptyState
        order={1}
        drawing={<PauseDrawing />}
        title={t('idle.pause_title')}
        text={
          state.paused_by_staff ? t('staff.paused') : t(`pause.${state.pause_reason ?? 'other'}`)
        }
        action={
          !state.paused_by_staff && (
            <Button
              size="lg"
              leftSection={<IconPlayerPlay size={22} />}
              rightSection={<Key name={keys.main} on="dark" />}
              onClick={onMain}
              disabled={busy}
            >
              {t('bar.resume')}
            </Button>
          )
        }
      />
    );
  }
  if (phase === 'offline') {
    return (
      <EmptyState
        order={1}
        drawing={<HeadsetDrawing />}
        title={t('idle.hello_title')}
        text={t('idle.hello_text')}
        action={
          <Button
            size="lg"
            leftSection={<IconPlayerPlay size={22} />}
            rightSection={<Key name={keys.main} on="dark" />}
            onClick={onMain}
            disabled={busy}
          >
            {t('bar.start')}
          </Button>
        }
      />
    );
  }
  if (nothing) return <Nothing nothing={nothing} busy={busy} onMain={onMain} />;
  if (state.next_at && Date.parse(state.next_at) > serverNow() - ARRIVES_WITHIN_MS) {
    return (
      <Arriving
        key={state.next_at}
        at={state.next_at}
        since={state.since}
        busy={busy}
        onArrive={onMain}
        onPause={onPause}
      />
    );
  }
  return (
    <EmptyState
      order={1}
      drawing={<HeadsetDrawing />}
      title={t('idle.ready_title')}
      text={t('idle.ready_text')}
      action={
        <Button
          size="lg"
          leftSection={<IconUserPlus size={22} />}
          rightSection={<Key name={keys.main} on="dark" />}
          onClick={onMain}
          disabled={busy}
        >
          {t('bar.next')}
        </Button>
      }
    />
  );
}

interface NothingProps {
  nothing: NonNullable<NextContact['nothing']>;
  busy: boolean;
  onMain: () => void;
}

/** Nobody to call right now: why, and from when there will be somebody. */
function Nothing({ nothing, busy, onMain }: NothingProps) {
  const { t } = useTranslation(['agent', 'practice']);
  const format = useFormat();
  const me = useMe();
  const zone = me.site?.time_zone ?? 'UTC';
  const at = nothing.next_at;
  const today = at !== null && dayKey(at, zone) === dayKey(serverNow(), zone);
  return (
    <EmptyState
      order={1}
      drawing={<LaterDrawing />}
      title={t(nothing.code === 'quota_reached' ? 'nothing.stopped_title' : 'nothing.title')}
      text={
        <>
          {nothing.message}
          {at && (
            <Text component="span" display="block" fw={600} c="black" mt="xs">
              {today
                ? t('nothing.today', { time: format.time(at, zone) })
                : t('nothing.later', { day: format.day(at, zone), time: format.time(at, zone) })}
            </Text>
          )}
        </>
      }
      action={
        <Group gap="sm" justify="center">
          {nothing.code === 'train_first' && (
            <Button
              component={Link}
              to="/agent/practice"
              size="lg"
              leftSection={<IconHeadset size={22} />}
            >
              {t('practice:practise')}
            </Button>
          )}
          <Button
            variant="default"
            size="lg"
            leftSection={<IconRefresh size={22} />}
            rightSection={<Key name={keys.main} />}
            onClick={onMain}
            disabled={busy}
          >
            {t('nothing.again')}
          </Button>
        </Group>
      }
    />
  );
}

/** The way to the simulated customers: only between two contacts, so that nobody leaves one by a slip of the hand. */
function Training() {
  const { t } = useTranslation(['practice', 'learning']);
  return (
    <Paper component="section" px="lg" py="md" aria-label={t('desk.title')}>
      <Group gap="sm">
        <Button
          component={Link}
          to="/agent/plan"
          variant="default"
          leftSection={<IconMap size={20} />}
        >
          {t('learning:plan.title')}
        </Button>
        <Button
          component={Link}
          to="/agent/practice"
          variant="default"
          leftSection={<IconHeadset size={20} />}
        >
          {t('practise')}
        </Button>
        <Button
          component={Link}
          to="/agent/progress"
          variant="default"
          leftSection={<IconRoute size={20} />}
        >
          {t('home.progress')}
        </Button>
        <OwnCalls />
        <PapersLink />
      </Group>
    </Paper>
  );
}

/** Own calls under review; how many wait for the apprentice stands on it. */
function OwnCalls() {
  const { t } = useTranslation('quality');
  const { data = [] } = useQuery(ownReviewsQuery);
  const waiting = data.filter(
    ({ state, self_marks }) => state === 'given' || (state === 'chosen' && !self_marks),
  ).length;
  const { data: words } = useQuery(callWordsQuery);
  const unread = waiting + (words?.filter(({ read_at }) => read_at === null).length ?? 0);
  return (
    <Button
      component={Link}
      to="/agent/calls"
      variant="default"
      leftSection={<IconEar size={20} />}
      rightSection={unread > 0 && <Badge circle>{unread}</Badge>}
    >
      {t('own.title')}
    </Button>
  );
}

function LastResult({ last, onCorrect }: { last: LastOutcome; onCorrect: () => void }) {
  const { t } = useTranslation('agent');
  const choice = last.handOut.outcomes.find(({ code }) => code === last.outcome.code);
  const format = useFormat();
  const me = useMe();
  return (
    <Paper component="section" px="lg" py="md" aria-label={t('last.label')}>
      <Group justify="space-between">
        <div>
          <Text size="sm" c="dimmed">
            {t('last.title', {
              reference: last.handOut.card.reference,
              time: format.time(last.outcome.recorded_at, me.site?.time_zone ?? 'UTC'),
            })}
          </Text>
          <Text fw={600}>{last.outcome.label}</Text>
        </div>
        {choice?.group !== 'opposition' && (
          <Button
            variant="default"
            size="sm"
            leftSection={<IconPencil size={18} />}
            onClick={onCorrect}
          >
            {t('last.correct')}
          </Button>
        )}
      </Group>
    </Paper>
  );
}
