import { Alert, Badge, Button, Group, Modal, Text } from '@mantine/core';
import {
  IconCheck,
  IconClipboardCheck,
  IconHourglass,
  IconLock,
  IconPlayerPlay,
  IconRefresh,
  IconSignature,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import classes from './Learning.module.css';
import { Profile } from './Profile';
import {
  type ModuleCard,
  type MyPlan,
  myModulesQuery,
  myPlanQuery,
  type Plan,
  startModule,
} from './queries';
import { Signatures } from './Signatures';
import { Minutes } from './words';

/** My plan: what waits, the modules in their order, what is due, and all the others to look at. */
export function PlanPage() {
  const { t } = useTranslation('learning');
  const plan = useQuery(myPlanQuery);
  const modules = useQuery(myModulesQuery);
  const error = plan.error ?? modules.error;
  if (error)
    return (
      <ErrorState
        error={error}
        onRetry={() => void Promise.all([plan.refetch(), modules.refetch()])}
      />
    );
  if (!plan.data || !modules.data) return <Loading />;
  const planned = new Set(plan.data.plan?.steps.map(({ module }) => module));
  const others = modules.data.modules.filter(({ code }) => !planned.has(code));
  return (
    <Page
      title={t('plan.title')}
      text={
        <>
          {t('plan.text')} <Minutes seconds={modules.data.seconds} />
        </>
      }
      back={{ to: '/agent', label: t('plan.desk') }}
    >
      <Waiting mine={plan.data} />
      <div className={classes.columns}>
        <div className={classes.main}>
          {plan.data.plan ? (
            <Way plan={plan.data.plan} />
          ) : (
            <EmptyState title={t('plan.none')} text={t('plan.none_text')} />
          )}
          {others.length > 0 && (
            <Panel title={t(plan.data.plan ? 'plan.others' : 'plan.all')}>
              <ul className={classes.steps}>
                {others.map((card) => (
                  <Step key={card.code} card={card} />
                ))}
              </ul>
            </Panel>
          )}
        </div>
        <div className={classes.side}>
          <Agenda mine={plan.data} />
          {plan.data.profile.length > 0 && (
            <Panel title={t('profile.title')}>
              <Profile lines={plan.data.profile} />
            </Panel>
          )}
          {plan.data.plan && (
            <Panel title={t('plan.signatures')}>
              <Signatures signed={plan.data.plan.signed} />
            </Panel>
          )}
        </div>
      </div>
    </Page>
  );
}

/** What waits for the apprentice: the assessment, the signature. */
function Waiting({ mine }: { mine: MyPlan }) {
  const { t } = useTranslation('learning');
  const { assessment, plan } = mine;
  return (
    <>
      {assessment?.state === 'open' && (
        <Alert color="cobalt" icon={<IconClipboardCheck />} title={t('assessment.waits')}>
          <Text mb="sm">
            {t('assessment.answered', {
              answers: assessment.answers,
              questions: assessment.questions,
            })}
          </Text>
          <Button component={Link} to="/agent/assessment">
            {t(assessment.answers > 0 ? 'assessment.go_on' : 'assessment.begin')}
          </Button>
        </Alert>
      )}
      {assessment?.state === 'answered' && (
        <Alert color="cobalt" icon={<IconHourglass />} title={t('assessment.handed')}>
          {t('assessment.handed_text')}
        </Alert>
      )}
      {plan && !plan.signed.some(({ place }) => place === 'learner') && <Sign plan={plan} />}
    </>
  );
}

function Sign({ plan }: { plan: Plan }) {
  const { t } = useTranslation('learning');
  const client = useQueryClient();
  const toast = useErrorToast();
  const [asking, setAsking] = useState(false);
  const sign = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/my-training/plan/{plan_id}/agree', {
          params: { path: { plan_id: plan.id } },
          body: { digest: plan.digest },
        }),
      ),
    onSuccess: (mine) => {
      client.setQueryData(myPlanQuery.queryKey, mine);
      setAsking(false);
      toastDone(t('plan.signed'));
    },
    onError: toast,
  });
  return (
    <Alert color="cobalt" icon={<IconSignature />} title={t('plan.to_sign')}>
      <Text mb="sm">{t('plan.to_sign_text')}</Text>
      <Button leftSection={<IconSignature size={20} />} onClick={() => setAsking(true)}>
        {t('plan.sign')}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        withCloseButton={false}
        title={t('plan.sign_title')}
      >
        <Text mb="lg">{t('plan.sign_text')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            {t('plan.not_yet')}
          </Button>
          <Button loading={sign.isPending} onClick={() => sign.mutate()}>
            {t('plan.sign_now')}
          </Button>
        </Group>
      </Modal>
    </Alert>
  );
}

function Way({ plan }: { plan: Plan }) {
  const { t } = useTranslation('learning');
  return (
    <Panel
      title={t('plan.way')}
      aside={
        <Text c="dimmed">{t('plan.done_of', { done: plan.done, steps: plan.steps.length })}</Text>
      }
    >
      {plan.steps.length === 0 ? (
        <Text>{t('plan.nothing')}</Text>
      ) : (
        <ol className={classes.steps}>
          {plan.steps.map(
            (step, at) =>
              step.card && (
                <Step
                  key={step.module}
                  card={step.card}
                  place={at + 1}
                  why={
                    step.competences.length > 0
                      ? t(`reason.${step.reason}`, { competences: step.competences.join(' · ') })
                      : t(step.reason === 'before' ? 'reason.before' : 'reason.chosen')
                  }
                />
              ),
          )}
        </ol>
      )}
    </Panel>
  );
}

interface StepProps {
  card: ModuleCard;
  place?: number;
  why?: string;
}

/** One module: where it stands as a sign, why it is there, and the one thing to do. */
function Step({ card, place, why }: StepProps) {
  const { t } = useTranslation('learning');
  const locked = card.standing === 'locked';
  return (
    <li className={classes.step}>
      <span className={classes.mark} data-standing={card.standing}>
        {card.standing === 'done' ? (
          <IconCheck size={22} aria-label={t('state.done')} />
        ) : locked ? (
          <IconLock size={20} aria-label={t('state.locked')} />
        ) : (
          (place ?? <IconPlayerPlay size={18} aria-hidden="true" />)
        )}
      </span>
      <div>
        <Group gap="xs">
          <Text fw={600}>{card.title}</Text>
          {card.standing === 'open' && (
            <Badge>{t('module.done_of', { done: card.done, steps: card.steps })}</Badge>
          )}
          {card.standing === 'again' && <Badge color="orange">{t('state.again')}</Badge>}
        </Group>
        <Text size="sm">{why ?? card.about}</Text>
        <Text size="sm" c="dimmed">
          {locked
            ? t('module.after', { modules: card.locked_by.join(', ') })
            : t('module.about_minutes', { count: card.minutes })}
        </Text>
      </div>
      {locked ? <span /> : <Begin card={card} />}
    </li>
  );
}

function Begin({ card }: { card: ModuleCard }) {
  const { t } = useTranslation('learning');
  const navigate = useNavigate();
  const toast = useErrorToast();
  const begin = useMutation({
    mutationFn: () => startModule(card.code),
    onSuccess: ({ id }) => navigate({ to: '/agent/modules/$id', params: { id } }),
    onError: toast,
  });
  const done = card.standing === 'done';
  const label = t(
    card.standing === 'open' ? 'module.go_on' : done ? 'module.redo' : 'module.begin',
  );
  return (
    <Button
      variant={done ? 'default' : 'filled'}
      leftSection={done ? <IconRefresh size={18} /> : <IconPlayerPlay size={18} />}
      aria-label={`${label} : ${card.title}`}
      loading={begin.isPending}
      onClick={() => begin.mutate()}
    >
      {label}
    </Button>
  );
}

function Agenda({ mine }: { mine: MyPlan }) {
  const { t } = useTranslation('learning');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <Panel title={t('agenda.title')}>
      {mine.agenda.length === 0 ? (
        <Text c="dimmed">{t('agenda.none')}</Text>
      ) : (
        <ul className={classes.steps}>
          {mine.agenda.map((line) => (
            <li key={line.module}>
              <Text fw={600}>
                {format.day(`${line.on}T12:00:00Z`, zone)}{' '}
                {line.late && <Badge color="orange">{t('agenda.late')}</Badge>}
              </Text>
              <Text mb="xs">{t('agenda.finish', { title: line.title })}</Text>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
