import { Alert, Badge, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconDoorExit, IconPhoneOff } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FeedStatus } from '../api/feed';
import { ErrorState } from '../shared/ui/ErrorState';
import { LiveState } from '../shared/ui/LiveState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { CustomerCard } from './CustomerCard';
import { Marks } from './Marks';
import { type Mood, type RolePlay, usePlays, useStage } from './queries';
import { SayBox } from './SayBox';
import classes from './StagePage.module.css';
import { Talk } from './Talk';

const MOODS: Mood[] = ['calm', 'happy', 'busy', 'worried', 'angry', 'sad'];

/** The trainer plays the customer: the card, the talk, what may be said next, the marks while listening. */
export function StagePage() {
  const { id } = useParams({ from: '/shell/trainer/role-plays/$id' });
  const { data, error, refetch, status } = useStage(id);
  if (data) return <Stage key={id} play={data} status={status} />;
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  return <Loading />;
}

function Stage({ play, status }: { play: RolePlay; status: FeedStatus }) {
  const { t } = useTranslation(['roleplay', 'practice']);
  const plays = usePlays(play.id);
  const talking = play.state === 'talking';
  const busy = plays.act.isPending;
  return (
    <Page
      title={t('stage.title', { name: play.alias })}
      text={play.scenario.title}
      back={{ to: `/trainer/people/${play.agent_id}`, label: play.alias }}
      actions={
        <Group gap="sm">
          <LiveState status={status} />
          {play.state === 'invited' && (
            <Button
              variant="default"
              leftSection={<IconDoorExit size={18} />}
              loading={plays.withdraw.isPending}
              onClick={() => plays.withdraw.mutate()}
            >
              {t('stage.withdraw')}
            </Button>
          )}
          {talking && (
            <Button
              color="var(--bad)"
              leftSection={<IconPhoneOff size={18} />}
              loading={busy}
              onClick={() => plays.act.mutate({ kind: 'hang_up' })}
            >
              {t('stage.hang_up')}
            </Button>
          )}
        </Group>
      }
    >
      <Standing play={play} />
      <div className={classes.columns}>
        <div className={classes.main}>
          {(talking || play.lines.length > 0) && (
            <Panel
              title={t('practice:talk.label')}
              aside={talking && <Badge color="gray">{t(`practice:mood.${play.mood}`)}</Badge>}
            >
              <Talk play={play} />
              {talking && (
                <>
                  <SayBox
                    label={t('stage.say')}
                    hint={t(play.on_hold ? 'stage.on_hold' : 'stage.say_hint')}
                    submit={t('stage.send')}
                    disabled={play.on_hold}
                    pending={plays.own.isPending}
                    error={plays.own.error}
                    onSay={(words, id) => plays.own.mutateAsync({ kind: 'say', words, id })}
                  />
                  <Text size="sm" fw={550} mt="md" mb={4}>
                    {t('stage.mood')}
                  </Text>
                  <SegmentedControl
                    aria-label={t('stage.mood')}
                    size="sm"
                    className={classes.moods}
                    value={play.mood}
                    onChange={(mood) => plays.act.mutate({ kind: 'mood', mood: mood as Mood })}
                    data={MOODS.map((value) => ({ value, label: t(`practice:mood.${value}`) }))}
                  />
                </>
              )}
            </Panel>
          )}
          {(talking || play.state === 'ready' || play.state === 'invited') && (
            <Lines
              play={play}
              disabled={!talking || play.on_hold || busy}
              onSay={(node, wording) => plays.act.mutate({ kind: 'say', node, wording })}
            />
          )}
        </div>
        <div className={classes.side}>
          <CustomerCard play={play} />
          <Marks play={play} mark={plays.mark} give={plays.give} />
        </div>
      </div>
    </Page>
  );
}

/** Where the role-play stands, in a sentence that is read out when it changes. */
function Standing({ play }: { play: RolePlay }) {
  const { t } = useTranslation('roleplay');
  const away = play.over === 'centre' && (play.state === 'wrap_up' || play.state === 'awaiting');
  const good = play.state === 'talking' || play.state === 'finished';
  return (
    <Alert color={good ? 'teal' : 'cobalt'} role="status" mb="md">
      {t(`state.${play.state}`, { name: play.alias })}
      {play.on_hold && ` ${t('stage.on_hold')}`}
      {away && ` ${t('stage.away')}`}
    </Alert>
  );
}

interface LinesProps {
  play: RolePlay;
  disabled: boolean;
  onSay: (node: string, wording: number) => void;
}

/** The scenario's lines, those that follow first; a click says one. */
function Lines({ play, disabled, onSay }: LinesProps) {
  const { t } = useTranslation(['roleplay', 'trainer']);
  const next = play.suggestions.filter(({ follows }) => follows);
  const others = play.suggestions.filter(({ follows }) => !follows);
  const list = (lines: typeof next) => (
    <ul className={classes.lines} lang={play.scenario.language}>
      {lines.map((line) => (
        <li key={`${line.node}${String(line.wording)}`}>
          <button
            type="button"
            className={classes.line}
            disabled={disabled}
            onClick={() => onSay(line.node, line.wording)}
          >
            <span>{line.words}</span>
            {line.trap && (
              <Badge color="orange" size="sm">
                {t(`trainer:trap.${line.trap as 'insult'}`)}
              </Badge>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <Panel title={t('lines.title')}>
      {next.length > 0 && (
        <>
          <Text size="sm" c="dimmed" mb="xs">
            {t('lines.next')}
          </Text>
          {list(next)}
        </>
      )}
      {others.length > 0 && (
        <details className={classes.others}>
          <summary>{t('lines.others', { count: others.length })}</summary>
          {list(others)}
        </details>
      )}
    </Panel>
  );
}
