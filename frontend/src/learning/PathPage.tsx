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
import { IconCheck, IconPrinter, IconSignature, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
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
import { groupQuery, learnerQuery } from '../training/queries';
import classes from './Learning.module.css';
import { Markdown } from './Markdown';
import { PlanEditor } from './PlanEditor';
import { Profile } from './Profile';
import {
  type Assessment,
  type Block,
  blocksQuery,
  type LearningPath,
  learningGroupQuery,
  pathQuery,
} from './queries';
import { Signatures } from './Signatures';
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

/** Keeps the whole way after each change of it; what the group shows is asked for anew. */
export function useKeep(id: string) {
  const client = useQueryClient();
  return (changed: LearningPath) => {
    client.setQueryData(pathQuery(id).queryKey, changed);
    void client.invalidateQueries({ queryKey: learnerQuery(id).queryKey, exact: true });
    void client.invalidateQueries({ queryKey: groupQuery.queryKey, exact: true });
    void client.invalidateQueries({ queryKey: learningGroupQuery.queryKey });
  };
}

// --- composing

function Compose({ path }: { path: LearningPath }) {
  const { t } = useTranslation('learning');
  const keep = useKeep(path.agent_id);
  const toast = useErrorToast();
  const { data = [] } = useQuery(blocksQuery);
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

// --- the plan

function PlanPanel({ path }: { path: LearningPath }) {
  const { t } = useTranslation('learning');
  const keep = useKeep(path.agent_id);
  const toast = useErrorToast();
  const [editing, setEditing] = useState(false);
  const { plan } = path;
  const sign = useMutation({
    mutationFn: ({ id, digest }: { id: string; digest: string }) =>
      read(
        api.POST('/api/plans/{plan_id}/offer', {
          params: { path: { plan_id: id } },
          body: { digest },
        }),
      ),
    onSuccess: (changed) => {
      keep(changed);
      toastDone(t('plan.signed'));
    },
    onError: toast,
  });
  const navigate = useNavigate();
  const print = useMutation({
    mutationFn: (id: string) =>
      read(api.POST('/api/plans/{plan_id}/paper', { params: { path: { plan_id: id } } })),
    onSuccess: ({ id }) => navigate({ to: '/trainer/papers/$id', params: { id } }),
    onError: toast,
  });
  if (!plan) return null;
  const offered = plan.signed.some(({ place }) => place === 'trainer');
  return (
    <Panel
      title={t('plan.of', { version: plan.version })}
      aside={
        <Badge color={plan.signed.length === 2 ? 'teal' : 'gray'}>
          {t(`group.plan.${plan.signed.length === 2 ? 'agreed' : offered ? 'offered' : 'draft'}`)}
        </Badge>
      }
    >
      {editing ? (
        <PlanEditor path={path} onClose={() => setEditing(false)} />
      ) : (
        <>
          {plan.steps.length === 0 && <Text>{t('plan.nothing_trainer')}</Text>}
          <PlanTable path={path} />
          <Signatures signed={plan.signed} />
          <Group mt="md">
            {!offered && (
              <Button
                leftSection={<IconSignature size={20} />}
                loading={sign.isPending}
                onClick={() => sign.mutate(plan)}
              >
                {t('plan.offer')}
              </Button>
            )}
            <Button variant="default" onClick={() => setEditing(true)}>
              {t('plan.adapt')}
            </Button>
            {offered && (
              <Button
                variant="default"
                leftSection={<IconPrinter size={20} />}
                loading={print.isPending}
                onClick={() => print.mutate(plan.id)}
              >
                {t('plan.paper')}
              </Button>
            )}
          </Group>
        </>
      )}
    </Panel>
  );
}

function PlanTable({ path }: { path: LearningPath }) {
  const { t } = useTranslation('learning');
  const format = useFormat();
  if (!path.plan || path.plan.steps.length === 0) return null;
  return (
    <WideTable minWidth={640}>
      <Table mb="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('plan.module')}</Table.Th>
            <Table.Th>{t('plan.why')}</Table.Th>
            <Table.Th>{t('plan.due')}</Table.Th>
            <Table.Th>{t('plan.stands')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {path.plan.steps.map((step) => (
            <Table.Tr key={step.module}>
              <Table.Td>
                <Link to="/trainer/modules/$code" params={{ code: step.module }}>
                  {step.title}
                </Link>
              </Table.Td>
              <Table.Td>
                {t(`why.${step.reason}`)}
                {step.score !== null && ` (${step.score} %)`}
                <Text size="sm" c="dimmed">
                  {step.competences.join(' · ')}
                </Text>
              </Table.Td>
              <Table.Td>
                {step.due_on ? format.date(`${step.due_on}T12:00:00Z`, 'UTC') : '–'}
              </Table.Td>
              <Table.Td>
                {step.card ? t(`state.${step.card.standing}`) : '–'}
                {step.card?.score != null && ` · ${step.card.score} %`}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
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
