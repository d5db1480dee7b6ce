import { Badge, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import classes from './Learning.module.css';
import { type ExerciseState, learnersRunQuery } from './queries';
import { Minutes } from './words';

const route = getRouteApi('/shell/trainer/people/$id/runs/$run');

/** What an apprentice did of a module, answer by answer: for a trainer who wants to help. */
export function LearnersRun() {
  const { t } = useTranslation('learning');
  const { id, run } = route.useParams();
  const { data, error, refetch } = useQuery(learnersRunQuery(id, run));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      narrow
      title={data.title}
      text={
        <>
          {t('library.version', { version: data.version })} ·{' '}
          {data.score === null
            ? t('module.done_of', { done: data.done, steps: data.steps })
            : `${data.score} %`}{' '}
          <Minutes seconds={data.seconds} />
        </>
      }
      back={{ to: `/trainer/people/${id}/path`, label: t('path.back') }}
    >
      {data.parts
        .filter(({ exercises }) => exercises.length > 0)
        .map((part) => (
          <Panel key={part.id} title={part.title}>
            <ul className={classes.steps}>
              {part.exercises.map((state) => (
                <Line key={state.exercise.id} state={state} />
              ))}
            </ul>
          </Panel>
        ))}
    </Page>
  );
}

function Line({ state }: { state: ExerciseState }) {
  const { t } = useTranslation('learning');
  const said = state.given?.text || state.marks.map(({ text }) => text).join(' · ');
  return (
    <li>
      <Group gap="xs" mt="sm">
        <Text fw={550}>{state.exercise.ask}</Text>
        {state.score !== null && (
          <Badge color={state.score >= 70 ? 'teal' : 'orange'}>{state.score} %</Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {t('runs.tries', { count: state.tries })}
      </Text>
      {said && <Text mb="sm">« {said} »</Text>}
    </li>
  );
}
