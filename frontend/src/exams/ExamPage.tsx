import {
  Badge,
  Button,
  Group,
  NumberInput,
  Radio,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconBook, IconCertificate, IconFileText, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useFormat } from '../shared/format';
import { Dialog } from '../shared/ui/Dialog';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import classes from './Exams.module.css';
import { type Exam, examQuery } from './queries';
import { Blocks, Ready } from './Ready';

type Opened = 'exam' | 'evaluation' | null;

/** A person's way to the exam, for the trainer: what is missing, mock exams, evaluations, the professional file. */
export function ExamPage() {
  const { t } = useTranslation('exams');
  const { id } = useParams({ from: '/shell/trainer/people/$id/exam' });
  const { data, error, refetch } = useQuery(examQuery(id));
  const [opened, setOpened] = useState<Opened>(null);
  const navigate = useNavigate();
  const toast = useErrorToast();
  const issue = useMutation({
    mutationFn: (what: 'ecf-booklet' | 'dossier' | 'booklet') =>
      read(api.POST(`/api/learners/{agent_id}/${what}`, { params: { path: { agent_id: id } } })),
    onSuccess: (paper) => navigate({ to: '/trainer/papers/$id', params: { id: paper.id } }),
    onError: toast,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t('title', { name: data.alias })}
      text={data.referential}
      back={{ to: `/trainer/people/${id}`, label: data.alias }}
      actions={
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<IconCertificate size={18} />}
            loading={issue.isPending && issue.variables === 'ecf-booklet'}
            onClick={() => issue.mutate('ecf-booklet')}
          >
            {t('booklet')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileText size={18} />}
            loading={issue.isPending && issue.variables === 'dossier'}
            onClick={() => issue.mutate('dossier')}
          >
            {t('dossier_paper')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconBook size={18} />}
            loading={issue.isPending && issue.variables === 'booklet'}
            onClick={() => issue.mutate('booklet')}
          >
            {t('training_booklet')}
          </Button>
        </Group>
      }
    >
      <div className={classes.columns}>
        <div className={classes.stack}>
          <MockExams exam={data} onPlan={() => setOpened('exam')} />
          <Blocks exam={data} />
          <Examples exam={data} />
        </div>
        <div className={classes.stack}>
          <Ready exam={data} />
          <Evaluations exam={data} onAdd={() => setOpened('evaluation')} />
        </div>
      </div>
      {opened === 'exam' && <PlanExam exam={data} onClose={() => setOpened(null)} />}
      {opened === 'evaluation' && <Evaluate exam={data} onClose={() => setOpened(null)} />}
    </Page>
  );
}

function MockExams({ exam, onPlan }: { exam: Exam; onPlan: () => void }) {
  const { t } = useTranslation('exams');
  const format = useFormat();
  return (
    <Panel
      title={t('mock.title')}
      aside={
        <Button size="xs" leftSection={<IconPlus size={16} />} onClick={onPlan}>
          {t('mock.plan')}
        </Button>
      }
    >
      <ul className={classes.list}>
        {exam.modalities.map((modality) => (
          <li key={modality.code}>
            <Text fw={600}>{modality.title}</Text>
            {modality.exams.length === 0 ? (
              <Text c="dimmed" size="sm">
                {t('mock.none')}
              </Text>
            ) : (
              <ul className={classes.list}>
                {modality.exams.map((each) => (
                  <li key={each.id} className={classes.row}>
                    <Link
                      to="/trainer/mock-exams/$id"
                      params={{ id: each.id }}
                      className={classes.link}
                    >
                      {format.day(`${each.planned_for}T12:00:00Z`, 'UTC')}
                    </Link>
                    <Badge color={each.state === 'issued' ? 'teal' : 'blue'} miw="max-content">
                      {t(`mock.state.${each.state}`)}
                      {each.score !== null && ` · ${format.percent(each.score / 100)}`}
                    </Badge>
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Evaluations({ exam, onAdd }: { exam: Exam; onAdd: () => void }) {
  const { t } = useTranslation('exams');
  const format = useFormat();
  return (
    <Panel
      title={t('ecf.title')}
      aside={
        <Button size="xs" variant="default" leftSection={<IconPlus size={16} />} onClick={onAdd}>
          {t('ecf.add')}
        </Button>
      }
    >
      {exam.evaluations.length === 0 ? (
        <Text c="dimmed">{t('ecf.none')}</Text>
      ) : (
        <ul className={classes.list}>
          {exam.evaluations.map((each) => (
            <li key={each.id}>
              <Text fw={550}>{each.title}</Text>
              <Text size="sm" c="dimmed">
                {format.day(`${each.held_on}T12:00:00Z`, 'UTC')} · {each.given_by}
              </Text>
              {each.words && <Text size="sm">{each.words}</Text>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Examples({ exam }: { exam: Exam }) {
  const { t } = useTranslation('exams');
  return (
    <Panel title={t('dossier.title')}>
      {exam.examples.length === 0 ? (
        <Text c="dimmed">{t('dossier.none_of')}</Text>
      ) : (
        exam.examples.map((example) => (
          <details key={example.id}>
            <summary className={classes.link}>{example.title}</summary>
            {(['tasks', 'means', 'people', 'context', 'more'] as const).map(
              (part) =>
                example.parts[part] && (
                  <div key={part}>
                    <Text size="sm" c="dimmed" mt="sm">
                      {t(`part.${part}`)}
                    </Text>
                    <Text style={{ whiteSpace: 'pre-wrap' }}>{example.parts[part]}</Text>
                  </div>
                ),
            )}
          </details>
        ))
      )}
    </Panel>
  );
}

function PlanExam({ exam, onClose }: { exam: Exam; onClose: () => void }) {
  const { t } = useTranslation('exams');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [modality, setModality] = useState(exam.modalities[0]?.code ?? '');
  const [day, setDay] = useState('');
  const [minutes, setMinutes] = useState<number | string>(exam.modalities[0]?.minutes ?? 30);
  const [jury, setJury] = useState('');
  const names = jury
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const plan = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/learners/{agent_id}/mock-exams', {
          params: { path: { agent_id: exam.learner_id } },
          body: { modality, planned_for: day, minutes: Number(minutes), jury: names },
        }),
      ),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries(examQuery(exam.learner_id));
      await navigate({ to: '/trainer/mock-exams/$id', params: { id } });
    },
  });
  return (
    <Dialog
      title={t('mock.plan')}
      submit={t('mock.plan_it')}
      ready={day !== '' && Number(minutes) >= 1 && names.length > 0}
      pending={plan.isPending}
      error={plan.error}
      onClose={onClose}
      onSubmit={() => plan.mutate()}
    >
      <Select
        label={t('mock.modality')}
        data={exam.modalities.map(({ code, title }) => ({ value: code, label: title }))}
        value={modality}
        allowDeselect={false}
        onChange={(code) => {
          const found = exam.modalities.find((each) => each.code === code);
          if (found) {
            setModality(found.code);
            if (found.minutes) setMinutes(found.minutes);
          }
        }}
      />
      <Group grow align="flex-start">
        <TextInput
          type="date"
          label={t('mock.day')}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <NumberInput
          label={t('mock.minutes')}
          min={1}
          max={600}
          value={minutes}
          onChange={setMinutes}
        />
      </Group>
      <TextInput
        label={t('mock.jury')}
        description={t('mock.jury_hint')}
        value={jury}
        maxLength={300}
        onChange={(event) => setJury(event.currentTarget.value)}
      />
    </Dialog>
  );
}

function Evaluate({ exam, onClose }: { exam: Exam; onClose: () => void }) {
  const { t } = useTranslation('exams');
  const client = useQueryClient();
  const [block, setBlock] = useState(exam.blocks[0]?.code ?? '');
  const [title, setTitle] = useState('');
  const [day, setDay] = useState('');
  const [words, setWords] = useState('');
  const [results, setResults] = useState<Record<string, 'acquired' | 'not_acquired'>>({});
  const chosen = exam.blocks.find(({ code }) => code === block);
  const give = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/learners/{agent_id}/evaluations', {
          params: { path: { agent_id: exam.learner_id } },
          body: { block, title, held_on: day, results, words: words.trim() || null },
        }),
      ),
    onSuccess: (changed) => {
      client.setQueryData(examQuery(exam.learner_id).queryKey, changed);
      toastDone(t('ecf.done'));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('ecf.add')}
      submit={t('ecf.keep')}
      ready={title.trim() !== '' && day !== '' && Object.keys(results).length > 0}
      pending={give.isPending}
      error={give.error}
      onClose={onClose}
      onSubmit={() => give.mutate()}
    >
      <Text>{t('ecf.text')}</Text>
      <Select
        label={t('ecf.block')}
        data={exam.blocks.map(({ code, title: name }) => ({ value: code, label: name }))}
        value={block}
        allowDeselect={false}
        onChange={(code) => {
          setBlock(code ?? block);
          setResults({});
        }}
      />
      <Group grow align="flex-start">
        <TextInput
          label={t('ecf.what')}
          value={title}
          maxLength={200}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('mock.day')}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
      </Group>
      <Stack gap="sm">
        {chosen?.competences.map((each) => (
          <Radio.Group
            key={each.competence}
            label={each.title}
            value={results[each.competence] ?? ''}
            onChange={(level) =>
              setResults((before) => ({
                ...before,
                [each.competence]: level as 'acquired' | 'not_acquired',
              }))
            }
          >
            <Group mt={4}>
              <Radio value="acquired" label={t('evaluated.acquired')} />
              <Radio value="not_acquired" label={t('evaluated.not_acquired')} />
            </Group>
          </Radio.Group>
        ))}
      </Stack>
      <Textarea
        label={t('ecf.words')}
        value={words}
        maxLength={2000}
        autosize
        minRows={2}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
    </Dialog>
  );
}
