import {
  Accordion,
  Alert,
  Badge,
  Button,
  Checkbox,
  Group,
  SegmentedControl,
  Stack,
  Table,
  Text,
} from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { Confirm } from '../shared/ui/Confirm';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { useKeep } from './keep';
import classes from './Learning.module.css';
import { Markdown } from './Markdown';
import { PlanPanel } from './PlanPanel';
import { Profile } from './Profile';
import { type Assessment, type Block, blocksQuery, type LearningPath, pathQuery } from './queries';
import { useMinutes } from './words';

const route = getRouteApi('/shell/trainer/people/$id/path');

/** One apprentice's way, for the trainer: the assessment, the plan, what was done of modules. */
export function PathPage() {
  const { t } = useTranslation('learning');
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(pathQuery(id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t('path.title', { name: data.alias })}
      text={t('path.text')}
      back={{ to: `/trainer/people/${id}`, label: data.alias }}
    >
      {data.assessment && data.assessment.state !== 'closed' ? (
        <UnderWay assessment={data.assessment} path={data} />
      ) : (
        <>
          {data.plan && <PlanPanel key={data.plan.id} path={data} />}
          {data.assessment && <Closed assessment={data.assessment} />}
          <Compose path={data} />
        </>
      )}
      <Runs path={data} />
    </Page>
  );
}

// --- composing

function Compose({ path }: { path: LearningPath }) {
  const { t } = useTranslation('learning');
  const keep = useKeep(path.agent_id);
  const toast = useErrorToast();
  const { data: all = [] } = useQuery(blocksQuery);
  const data = all.filter(({ withdrawn }) => !withdrawn);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const wanted = chosen ?? data.map(({ code }) => code);
  const minutes = data
    .filter(({ code }) => wanted.includes(code))
    .reduce((sum, block) => sum + block.minutes, 0);
  const compose = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/learners/{agent_id}/assessments', {
          params: { path: { agent_id: path.agent_id } },
          body: { blocks: data.map(({ code }) => code).filter((code) => wanted.includes(code)) },
        }),
      ),
    onSuccess: (changed) => {
      keep(changed);
      toastDone(t('compose.done'));
    },
    onError: toast,
  });
  return (
    <Panel title={t(path.assessment ? 'compose.again' : 'compose.title')}>
      <Text mb="md">{t('compose.text')}</Text>
      <Checkbox.Group value={wanted} onChange={setChosen} aria-label={t('compose.title')}>
        <Stack gap="sm">
          {data.map((block) => (
            <Checkbox
              key={block.code}
              value={block.code}
              label={
                <>
                  {block.title}{' '}
                  <Text span size="sm" c="dimmed">
                    {t(`block.${block.kind}`)} ·{' '}
                    {t('module.about_minutes', { count: block.minutes })}
                  </Text>
                </>
              }
              description={block.about}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <Group mt="lg">
        <Button
          disabled={wanted.length === 0}
          loading={compose.isPending}
          onClick={() => compose.mutate()}
        >
          {t('compose.submit', { count: minutes })}
        </Button>
      </Group>
    </Panel>
  );
}

// --- under way

function UnderWay({ assessment, path }: { assessment: Assessment; path: LearningPath }) {
  const { t } = useTranslation('learning');
  const keep = useKeep(path.agent_id);
  const toast = useErrorToast();
  const [withdrawing, setWithdrawing] = useState(false);
  const at = { params: { path: { assessment_id: assessment.id } } };
  const answers = { onSuccess: keep, onError: toast };
  const close = useMutation({
    mutationFn: () => read(api.POST('/api/assessments/{assessment_id}/close', at)),
    ...answers,
  });
  const withdraw = useMutation({
    mutationFn: () => read(api.DELETE('/api/assessments/{assessment_id}', at)),
    ...answers,
  });
  const marked = assessment.blocks.every(({ criteria }) =>
    criteria.every(({ level }) => level !== null),
  );
  const answered = assessment.state === 'answered';
  return (
    <Panel
      title={t('assessment.under_way')}
      aside={
        <Badge color={answered ? 'teal' : 'gray'}>
          {answered
            ? t('assessment.state_answered')
            : t('assessment.answered', {
                answers: assessment.answers,
                questions: assessment.questions,
              })}
        </Badge>
      }
    >
      <Text mb="md">{t('assessment.trainer_text', { name: path.alias })}</Text>
      <Stack gap="lg">
        {assessment.blocks
          .filter(({ kind }) => kind === 'observed')
          .map((block) => (
            <Marks key={block.code} assessment={assessment} block={block} agent={path.agent_id} />
          ))}
      </Stack>
      <Answers blocks={assessment.blocks} />
      <Group mt="lg">
        <Button
          disabled={!answered || !marked}
          loading={close.isPending}
          onClick={() => close.mutate()}
        >
          {t('assessment.close')}
        </Button>
        <Button variant="default" onClick={() => setWithdrawing(true)}>
          {t('assessment.withdraw')}
        </Button>
        {!(answered && marked) && (
          <Text c="dimmed">{t(answered ? 'assessment.mark_first' : 'assessment.wait')}</Text>
        )}
      </Group>
      <Confirm
        opened={withdrawing}
        title={t('assessment.withdraw')}
        text={t('assessment.withdraw_text')}
        action={t('assessment.withdraw')}
        onConfirm={() => withdraw.mutate()}
        onClose={() => setWithdrawing(false)}
      />
    </Panel>
  );
}

interface MarksProps {
  assessment: Assessment;
  block: Block;
  agent: string;
}

function Marks({ assessment, block, agent }: MarksProps) {
  const { t } = useTranslation('learning');
  const keep = useKeep(agent);
  const toast = useErrorToast();
  const mark = useMutation({
    mutationFn: (levels: Record<string, number>) =>
      read(
        api.PUT('/api/assessments/{assessment_id}/marks', {
          params: { path: { assessment_id: assessment.id } },
          body: { block: block.code, levels },
        }),
      ),
    scope: { id: `marks ${assessment.id}` },
    onSuccess: keep,
    onError: toast,
  });
  return (
    <section aria-label={block.title} className={classes.editedPart}>
      <Text fw={650}>{block.title}</Text>
      {block.text && <Markdown source={block.text} />}
      {block.card && (
        <Alert color="cobalt" title={t('assessment.card')}>
          <Markdown source={block.card} />
        </Alert>
      )}
      <div className={classes.criteria}>
        {block.criteria.map((criterion) => (
          <div key={criterion.id} className={classes.criterion}>
            <Text>
              {criterion.title}{' '}
              <Text span size="sm" c="dimmed">
                {criterion.competence.toUpperCase()}
              </Text>
            </Text>
            <SegmentedControl
              aria-label={criterion.title}
              value={criterion.level === null ? '' : String(criterion.level)}
              data={[0, 1, 2, 3].map((level) => ({
                value: String(level),
                label: t(`step.${level as 0}`),
              }))}
              onChange={(value) => mark.mutate({ [criterion.id]: Number(value) })}
            />
          </div>
        ))}
      </div>
    </section>
  );
}

/** What was answered, block by block; what was said of the own self as well. */
function Answers({ blocks }: { blocks: Block[] }) {
  const { t } = useTranslation('learning');
  const answered = blocks.filter(({ kind }) => kind !== 'observed');
  if (answered.length === 0) return null;
  return (
    <Accordion variant="separated" mt="lg">
      {answered.map((block) => (
        <Accordion.Item key={block.code} value={block.code}>
          <Accordion.Control>
            {t('assessment.answers_of', { title: block.title })}
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap="md">
              {block.answered.map((each) => (
                <div key={each.title}>
                  <Group gap="xs">
                    <Text fw={550}>{each.title}</Text>
                    {each.score !== null && (
                      <Badge color={each.score >= 70 ? 'teal' : 'orange'}>{each.score} %</Badge>
                    )}
                  </Group>
                  {each.given && <Text>« {each.given} »</Text>}
                  <ul className={classes.marks}>
                    {each.marks.map(({ text, good }, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: marks in the order of the answer
                      <li key={at}>
                        {good ? (
                          <IconCheck size={18} aria-label={t('result.good')} />
                        ) : (
                          <IconX size={18} aria-label={t('result.not_yet')} />
                        )}
                        {text}
                      </li>
                    ))}
                  </ul>
                </div>
              ))}
              {block.statements.map((statement) => (
                <Group key={statement.id} justify="space-between">
                  <Text>{statement.text}</Text>
                  <Text fw={550}>
                    {statement.level === null ? '–' : t(`self.${statement.level as 0}`)}
                  </Text>
                </Group>
              ))}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function Closed({ assessment }: { assessment: Assessment }) {
  const { t } = useTranslation('learning');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <Panel
      title={t('profile.result')}
      aside={
        <Text c="dimmed">
          {assessment.closed_at && format.date(assessment.closed_at, zone)} ·{' '}
          {assessment.composed_by}
        </Text>
      }
    >
      <Profile lines={assessment.profile} formal />
      <Answers blocks={assessment.blocks} />
    </Panel>
  );
}

// --- what was done

function Runs({ path }: { path: LearningPath }) {
  const { t } = useTranslation('learning');
  const format = useFormat();
  const minutes = useMinutes();
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <Panel title={t('runs.title')}>
      {path.runs.length === 0 ? (
        <Text c="dimmed">{t('runs.none')}</Text>
      ) : (
        <WideTable minWidth={640}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('plan.module')}</Table.Th>
                <Table.Th>{t('runs.last')}</Table.Th>
                <Table.Th>{t('runs.time')}</Table.Th>
                <Table.Th>{t('runs.result')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {path.runs.map((run) => (
                <Table.Tr key={run.id}>
                  <Table.Td>
                    <Link
                      to="/trainer/people/$id/runs/$run"
                      params={{ id: path.agent_id, run: run.id }}
                    >
                      {run.title}
                    </Link>{' '}
                    <Text span size="sm" c="dimmed">
                      {t('library.version', { version: run.version })}
                    </Text>
                  </Table.Td>
                  <Table.Td>{format.dateTime(run.seen_at, zone)}</Table.Td>
                  <Table.Td>{minutes(run.seconds)}</Table.Td>
                  <Table.Td>
                    {run.score === null
                      ? t('module.done_of', { done: run.done, steps: run.steps })
                      : `${run.score} %`}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </WideTable>
      )}
    </Panel>
  );
}
