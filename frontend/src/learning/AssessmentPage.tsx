import { Alert, Button, Group, Paper, SegmentedControl, Text, Title } from '@mantine/core';
import { IconArrowRight, IconCheck, IconSend, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { isApiError } from '../api/errors';
import type { components } from '../api/schema';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { useErrorToast } from '../shared/ui/errors';
import { Loading, Page } from '../shared/ui/Page';
import { ExerciseCard } from './ExerciseCard';
import classes from './Learning.module.css';
import { Markdown } from './Markdown';
import { myPlanQuery, type Task, taskQuery } from './queries';
import { useVoice } from './ReadAloud';

type Reply = components['schemas']['TaskAnswer'];

/** The first assessment at the workstation: one block at a time, no stopwatch, nothing told until it is closed. */
export function AssessmentPage() {
  const { t } = useTranslation('learning');
  const { data, error, refetch } = useQuery(taskQuery);
  if (isApiError(error, 'not_found'))
    return (
      <EmptyState
        order={1}
        title={t('assessment.nothing')}
        action={
          <Button component={Link} to="/agent/plan">
            {t('plan.title')}
          </Button>
        }
      />
    );
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Content key={data.id} task={data} />;
}

function Content({ task }: { task: Task }) {
  const { t } = useTranslation('learning');
  const client = useQueryClient();
  const toast = useErrorToast();
  const simple = task.prefers.includes('simple_words');
  const voice = useVoice(task.language);
  const [at, setAt] = useState(task.blocks.find(({ done }) => !done)?.code ?? '');
  const place = Math.max(
    0,
    task.blocks.findIndex(({ code }) => code === at),
  );
  const block = task.blocks[place];
  const after = task.blocks[place + 1];
  const path = { assessment_id: task.id };
  const keep = (changed: Task) => {
    client.setQueryData(taskQuery.queryKey, changed);
    void client.invalidateQueries({ queryKey: myPlanQuery.queryKey });
  };
  const reply = useMutation({
    mutationFn: (body: Reply) => send(task.id, body),
    scope: { id: `assessment ${task.id}` },
    onSuccess: keep,
    onError: toast,
  });
  const handIn = useMutation({
    mutationFn: () =>
      read(api.POST('/api/my-training/assessment/{assessment_id}/hand-in', { params: { path } })),
    onSuccess: keep,
    onError: toast,
  });
  const own = task.blocks.filter(({ kind }) => kind !== 'observed');
  const ready = own.every(({ done }) => done);
  if (task.state === 'answered')
    return (
      <EmptyState
        order={1}
        title={t('assessment.handed')}
        text={t('assessment.handed_text')}
        action={
          <Button component={Link} to="/agent/plan">
            {t('plan.title')}
          </Button>
        }
      />
    );
  return (
    <Page
      narrow
      title={t('assessment.title')}
      text={t('assessment.text')}
      back={{ to: '/agent/plan', label: t('plan.title') }}
    >
      <nav aria-label={t('assessment.blocks')}>
        <ol className={classes.way}>
          {task.blocks.map((each) => (
            <li key={each.code}>
              <button
                type="button"
                className={classes.station}
                data-state={
                  each.code === block?.code
                    ? 'now'
                    : each.done && each.kind !== 'observed'
                      ? 'done'
                      : ''
                }
                aria-current={each.code === block?.code ? 'true' : undefined}
                onClick={() => setAt(each.code)}
              >
                {each.kind === 'observed' ? (
                  <IconUsers size={18} aria-label={t('assessment.together')} />
                ) : (
                  each.done && <IconCheck size={18} aria-label={t('state.done')} />
                )}
                {each.title}
              </button>
            </li>
          ))}
        </ol>
      </nav>
      {block && (
        <section aria-label={block.title}>
          <Title order={2} size="h4">
            {block.title}
          </Title>
          <Text mb="md">{block.about}</Text>
          {block.kind === 'observed' && (
            <Paper p="lg">
              <Alert color="cobalt" icon={<IconUsers />} mb="md">
                {t('assessment.together_text')}
              </Alert>
              {block.text && <Markdown source={block.text} />}
            </Paper>
          )}
          {block.statements.length > 0 && (
            <Paper p="lg" className={classes.criteria}>
              {block.statements.map((statement) => (
                <div key={statement.id} className={classes.criterion}>
                  <Text size="lg">{statement.text}</Text>
                  <SegmentedControl
                    aria-label={statement.text}
                    value={statement.level === null ? '' : String(statement.level)}
                    data={[0, 1, 2, 3].map((level) => ({
                      value: String(level),
                      label: t(`self.${level as 0}`),
                    }))}
                    onChange={(value) =>
                      reply.mutate({
                        block: block.code,
                        item: statement.id,
                        level: Number(value),
                      })
                    }
                  />
                </div>
              ))}
            </Paper>
          )}
          <div className={classes.edited}>
            {block.questions.map(({ exercise, given }) => (
              <ExerciseCard
                key={exercise.id}
                exercise={exercise}
                given={given}
                simple={simple}
                voice={voice}
                again={t('answer.change')}
                pending={reply.isPending && reply.variables.item === exercise.id}
                onAnswer={(answer) =>
                  reply.mutate({ block: block.code, item: exercise.id, given: answer })
                }
              />
            ))}
          </div>
        </section>
      )}
      <Group>
        {after && (
          <Button
            size="lg"
            variant={ready ? 'default' : 'filled'}
            rightSection={<IconArrowRight size={22} />}
            onClick={() => {
              setAt(after.code);
              globalThis.scrollTo({ top: 0 });
            }}
          >
            {t('assessment.next')}
          </Button>
        )}
        <Button
          size="lg"
          disabled={!ready}
          loading={handIn.isPending}
          leftSection={<IconSend size={22} />}
          onClick={() => handIn.mutate()}
        >
          {t('assessment.hand_in')}
        </Button>
        {!ready && <Text c="dimmed">{t('assessment.missing')}</Text>}
      </Group>
    </Page>
  );
}

function send(id: string, body: Reply): Promise<Task> {
  return read(
    api.POST('/api/my-training/assessment/{assessment_id}/reply', {
      params: { path: { assessment_id: id } },
      body,
    }),
  );
}
