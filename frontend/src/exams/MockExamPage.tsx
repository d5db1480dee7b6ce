import { Alert, Button, Group, Select, Stack, Text, Textarea } from '@mantine/core';
import { IconCheck, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { duration, useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorSentence, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { useNow } from '../shared/use-now';
import classes from './Exams.module.css';
import { examQuery, type Mark, type MockExam, mockExamQuery } from './queries';

const MARKS = ['met', 'partly', 'missed', 'unacceptable'] as const;

/** A mock exam: the clock, the jury's grid, and the paper at the end. */
export function MockExamPage() {
  const { id } = useParams({ from: '/shell/trainer/mock-exams/$id' });
  const { data, error, refetch } = useQuery(mockExamQuery(id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Content key={data.id} exam={data} />;
}

function Content({ exam }: { exam: MockExam }) {
  const { t } = useTranslation('exams');
  const format = useFormat();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useErrorToast();
  const keep = (changed: MockExam) => {
    client.setQueryData(mockExamQuery(exam.id).queryKey, changed);
    void client.invalidateQueries(examQuery(exam.learner_id));
  };
  const params = { path: { exam_id: exam.id } };
  const step = useMutation({
    mutationFn: (what: 'start' | 'end') =>
      read(api.POST(`/api/mock-exams/{exam_id}/${what}`, { params })),
    onSuccess: keep,
    onError: toast,
  });
  const issue = useMutation({
    mutationFn: () => read(api.POST('/api/mock-exams/{exam_id}/issue', { params })),
    onSuccess: async (issued) => {
      keep(issued);
      if (issued.paper) {
        await navigate({ to: '/trainer/papers/$id', params: { id: issued.paper.id } });
      }
    },
    onError: toast,
  });
  const marked = exam.grid.every((line) => line.marks.length > 0);
  return (
    <Page
      title={t('mock.of', { title: exam.title, name: exam.alias })}
      text={`${format.day(`${exam.planned_for}T12:00:00Z`, 'UTC')} · ${exam.jury.join(', ')}`}
      back={{ to: `/trainer/people/${exam.learner_id}/exam`, label: t('way') }}
      narrow
      actions={
        exam.paper && (
          <Button
            onClick={() =>
              void navigate({ to: '/trainer/papers/$id', params: { id: exam.paper?.id ?? '' } })
            }
          >
            {t('mock.paper')}
          </Button>
        )
      }
    >
      <Panel title={t('mock.time')}>
        <Group justify="space-between">
          <Clock exam={exam} />
          {exam.state === 'planned' && (
            <Button
              size="lg"
              leftSection={<IconPlayerPlay size={20} />}
              loading={step.isPending}
              onClick={() => step.mutate('start')}
            >
              {t('mock.start')}
            </Button>
          )}
          {exam.state === 'running' && (
            <Button
              size="lg"
              leftSection={<IconPlayerStop size={20} />}
              loading={step.isPending}
              onClick={() => step.mutate('end')}
            >
              {t('mock.end')}
            </Button>
          )}
        </Group>
      </Panel>
      {exam.state === 'planned' ? (
        <Text c="dimmed">{t('mock.grid_later')}</Text>
      ) : (
        <Grid key={exam.state} exam={exam} onKept={keep} />
      )}
      {exam.state === 'ended' && (
        <Alert
          color={marked ? 'teal' : 'blue'}
          icon={<IconCheck />}
          title={t(marked ? 'mock.issue_title' : 'mock.mark_first')}
        >
          {marked && (
            <Button mt="xs" loading={issue.isPending} onClick={() => issue.mutate()}>
              {t('mock.issue')}
            </Button>
          )}
        </Alert>
      )}
    </Page>
  );
}

function Clock({ exam }: { exam: MockExam }) {
  const { t } = useTranslation('exams');
  const now = useNow();
  const begun = exam.started_at ? Date.parse(exam.started_at) : null;
  const until = exam.ended_at ? Date.parse(exam.ended_at) : now;
  const left = exam.minutes * 60 - (begun === null ? 0 : Math.floor((until - begun) / 1000));
  return (
    <div>
      <div className={classes.clock} data-over={left < 0 || undefined}>
        {left < 0 ? '+ ' : ''}
        {duration(Math.abs(left))}
      </div>
      <Text size="sm" c="dimmed">
        {t(left < 0 ? 'mock.over' : 'mock.left', { minutes: exam.minutes })}
      </Text>
    </div>
  );
}

function Grid({ exam, onKept }: { exam: MockExam; onKept: (exam: MockExam) => void }) {
  const { t } = useTranslation(['exams', 'quality']);
  const format = useFormat();
  const sentence = useErrorSentence();
  const fixed = exam.state === 'issued';
  const [marks, setMarks] = useState<Record<string, (Mark | null)[]>>(() =>
    Object.fromEntries(
      exam.grid.map((line) => [
        line.competence,
        line.criteria.map((_, at) => line.marks[at] ?? null),
      ]),
    ),
  );
  const [words, setWords] = useState(exam.words ?? '');
  const whole = Object.values(marks).every((given) => given.every((mark) => mark !== null));
  const save = useMutation({
    mutationFn: () =>
      read(
        api.PUT('/api/mock-exams/{exam_id}/marks', {
          params: { path: { exam_id: exam.id } },
          body: { marks: marks as Record<string, Mark[]>, words: words.trim() || null },
        }),
      ),
    onSuccess: (changed) => {
      toastDone(t('mock.kept'));
      onKept(changed);
    },
  });
  return (
    <>
      {exam.grid.map((line) => (
        <Panel
          key={line.competence}
          title={line.title}
          aside={line.score !== null && <Text fw={600}>{format.percent(line.score / 100)}</Text>}
        >
          <Stack gap="sm">
            {line.criteria.map((criterion, at) => (
              <Select
                key={criterion}
                label={criterion}
                data={MARKS.map((mark) => ({ value: mark, label: t(`quality:mark.${mark}`) }))}
                value={marks[line.competence]?.[at] ?? null}
                disabled={fixed}
                onChange={(mark) =>
                  setMarks((before) => ({
                    ...before,
                    [line.competence]: (before[line.competence] ?? []).map((old, place) =>
                      place === at ? (mark as Mark | null) : old,
                    ),
                  }))
                }
              />
            ))}
          </Stack>
        </Panel>
      ))}
      <Panel title={t('mock.words')}>
        <Textarea
          aria-label={t('mock.words')}
          value={words}
          disabled={fixed}
          maxLength={2000}
          autosize
          minRows={3}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        {save.error && (
          <Alert color="red" role="alert" mt="sm">
            {sentence(save.error)}
          </Alert>
        )}
        {!fixed && (
          <Button mt="sm" disabled={!whole} loading={save.isPending} onClick={() => save.mutate()}>
            {t('mock.keep')}
          </Button>
        )}
      </Panel>
    </>
  );
}
