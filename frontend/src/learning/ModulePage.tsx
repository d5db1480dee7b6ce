import { Alert, Button, Group, Paper, Progress, Switch, Text, Title } from '@mantine/core';
import {
  IconArrowRight,
  IconCheck,
  IconHeadset,
  IconPlayerTrackNext,
  IconRoute,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { isApiError } from '../api/errors';
import { ErrorState } from '../shared/ui/ErrorState';
import { useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { ExerciseCard } from './ExerciseCard';
import classes from './Learning.module.css';
import { Markdown } from './Markdown';
import { spoken } from './markdown';
import {
  type Given,
  myModulesQuery,
  myPlanQuery,
  type PartState,
  type Run,
  runQuery,
} from './queries';
import { ReadAloud, useVoice } from './ReadAloud';
import { Minutes } from './words';

const route = getRouteApi('/shell/agent/modules/$id');

/** One way through a module: read a part, do its exercises, go on; the way bends with the results. */
export function ModulePage() {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(runQuery(id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Content key={data.id} run={data} />;
}

function Content({ run }: { run: Run }) {
  const { t } = useTranslation('learning');
  const [simple, setSimple] = useState(run.prefers.includes('simple_words'));
  const now = run.parts.find(({ state }) => state === 'now');
  const [at, setAt] = useState(now?.id ?? run.parts.at(0)?.id);
  const voice = useVoice(run.language);
  const part = run.parts.find(({ id }) => id === at) ?? now;
  const finished = run.state === 'done';
  const goOn = () => {
    setAt(now?.id);
    globalThis.scrollTo({ top: 0 });
  };
  return (
    <Page
      narrow
      title={run.title}
      text={run.about}
      back={{ to: '/agent/plan', label: t('plan.title') }}
      actions={
        <Switch
          size="md"
          label={t('module.simple')}
          checked={simple}
          onChange={(event) => setSimple(event.currentTarget.checked)}
        />
      }
    >
      <nav aria-label={t('module.way')}>
        <ol className={classes.way}>
          {run.parts.map((each) => (
            <li key={each.id}>
              <Station part={each} shown={each.id === part?.id} onShow={() => setAt(each.id)} />
            </li>
          ))}
        </ol>
        <Progress
          value={(100 * run.done) / run.steps}
          color="teal"
          mt="sm"
          aria-label={t('module.done_of', { done: run.done, steps: run.steps })}
        />
      </nav>
      {finished && <Finished run={run} />}
      {part && (part.state === 'now' || part.state === 'done') && (
        <Part
          key={`${part.id} ${simple}`}
          run={run}
          part={part}
          simple={simple}
          voice={voice}
          next={part.state === 'done' && now !== undefined ? goOn : undefined}
        />
      )}
    </Page>
  );
}

interface StationProps {
  part: PartState;
  shown: boolean;
  onShow: () => void;
}

function Station({ part, shown, onShow }: StationProps) {
  const { t } = useTranslation('learning');
  const words = (
    <>
      {part.state === 'done' && <IconCheck size={18} aria-label={t('state.done')} />}
      {part.state === 'skipped' && (
        <IconPlayerTrackNext size={18} aria-label={t('state.skipped')} />
      )}
      {part.title}
    </>
  );
  if (part.state === 'ahead' || part.state === 'skipped')
    return (
      <span className={classes.station} data-state={part.state}>
        {words}
      </span>
    );
  return (
    <button
      type="button"
      className={classes.station}
      data-state={part.state}
      aria-current={shown ? 'true' : undefined}
      onClick={onShow}
    >
      {words}
    </button>
  );
}

interface PartProps {
  run: Run;
  part: PartState;
  simple: boolean;
  voice: SpeechSynthesisVoice | null;
  next: (() => void) | undefined;
}

function Part({ run, part, simple, voice, next }: PartProps) {
  const { t } = useTranslation('learning');
  const client = useQueryClient();
  const toast = useErrorToast();
  const path = { run_id: run.id };
  const keep = (changed: Run) => {
    client.setQueryData(runQuery(run.id).queryKey, changed);
    void client.invalidateQueries({ queryKey: myPlanQuery.queryKey });
    void client.invalidateQueries({ queryKey: myModulesQuery.queryKey });
  };
  const [renewed, setRenewed] = useState(0);
  const answers = {
    onSuccess: keep,
    onError: (error: Error) => {
      toast(error);
      if (isApiError(error, 'answer_stands') || isApiError(error, 'module_moved'))
        void client
          .invalidateQueries({ queryKey: runQuery(run.id).queryKey })
          .then(() => setRenewed((before) => before + 1));
    },
  };
  const seen = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/my-training/runs/{run_id}/part', {
          params: { path },
          body: { part: part.id },
        }),
      ),
    ...answers,
  });
  const answer = useMutation({
    mutationFn: (body: { exercise: string; attempt: number; given: Given }) =>
      read(
        api.POST('/api/my-training/runs/{run_id}/answer', {
          params: { path },
          body,
        }),
      ),
    ...answers,
  });
  const text = (simple && part.simple) || part.text;
  return (
    <>
      {part.role !== 'core' && (
        <Alert color="cobalt" title={t(`role.${part.role}`)}>
          {t(`role.${part.role}_text`)}
        </Alert>
      )}
      {text && (
        <Paper component="section" p="lg" aria-label={part.title}>
          <Group justify="space-between" mb="md">
            <Title order={2} size="h4">
              {part.title}
            </Title>
            <ReadAloud text={spoken(text)} voice={voice} />
          </Group>
          <div lang={run.language}>
            <Markdown source={text} />
          </div>
          {!part.read && (
            <Button mt="lg" loading={seen.isPending} onClick={() => seen.mutate()}>
              {t(part.exercises.length > 0 ? 'module.read_then' : 'module.read')}
            </Button>
          )}
        </Paper>
      )}
      {part.read &&
        part.exercises.map((state) => (
          <ExerciseCard
            key={`${state.exercise.id} ${renewed}`}
            exercise={state.exercise}
            state={state}
            given={state.given}
            simple={simple}
            voice={voice}
            again={t('answer.again')}
            pending={answer.isPending && answer.variables.exercise === state.exercise.id}
            onAnswer={(given) =>
              answer.mutate({ exercise: state.exercise.id, attempt: state.tries + 1, given })
            }
          />
        ))}
      {next && (
        <Group>
          <Button size="lg" rightSection={<IconArrowRight size={22} />} onClick={next}>
            {t('module.next')}
          </Button>
        </Group>
      )}
    </>
  );
}

function Finished({ run }: { run: Run }) {
  const { t } = useTranslation('learning');
  return (
    <Panel title={t(run.good ? 'module.well_done' : 'module.again_title')}>
      <Text size="lg" role="status">
        {t(run.good ? 'module.well_done_text' : 'module.again_text', { score: run.score })}{' '}
        <Minutes seconds={run.seconds} />
      </Text>
      {run.calls.length > 0 && (
        <>
          <Title order={3} size="h5" mt="md" mb="xs">
            {t('module.calls')}
          </Title>
          <ul className={classes.marks}>
            {run.calls.map((call) => (
              <li key={call.code}>
                {call.passed ? (
                  <IconCheck size={20} aria-label={t('state.done')} />
                ) : (
                  <IconHeadset size={20} aria-hidden="true" />
                )}
                <Text>{call.title}</Text>
              </li>
            ))}
          </ul>
        </>
      )}
      <Group mt="md">
        <Button component={Link} to="/agent/plan" leftSection={<IconRoute size={20} />}>
          {t('plan.title')}
        </Button>
        {run.calls.length > 0 && (
          <Button
            component={Link}
            to="/agent/practice"
            variant="default"
            leftSection={<IconHeadset size={20} />}
          >
            {t('module.practise')}
          </Button>
        )}
      </Group>
    </Panel>
  );
}
