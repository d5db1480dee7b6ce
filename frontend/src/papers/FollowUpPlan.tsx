import { Button, Stack, Text, Title } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PlanPanel } from '../learning/PlanPanel';
import { pathQuery } from '../learning/queries';
import { useMinutes } from '../learning/words';
import { useFormat } from '../shared/format';
import { Panel } from '../shared/ui/Page';
import classes from './Papers.module.css';
import type { FollowUp, PlanChange, PlanSince } from './queries';

/** The plan at a follow-up: what was done of it since the last one, what was changed, and the plan to adapt. */
export function FollowUpPlan({ one }: { one: FollowUp }) {
  const { t } = useTranslation('papers');
  const { data: path } = useQuery(pathQuery(one.learner_id));
  if (!one.plan)
    return (
      <Panel title={t('follow_up.plan_title')}>
        <Text c="dimmed" mb="md">
          {t('follow_up.plan_none')}
        </Text>
        <Button component={Link} to={`/trainer/people/${one.learner_id}/path`} variant="default">
          {t('follow_up.plan_open')}
        </Button>
      </Panel>
    );
  return (
    <>
      <Panel title={t('follow_up.plan_title')}>
        <Since plan={one.plan} />
      </Panel>
      {path?.plan && <PlanPanel key={path.plan.id} path={path} />}
    </>
  );
}

function Since({ plan }: { plan: PlanSince }) {
  const { t } = useTranslation('papers');
  const minutes = useMinutes();
  const done = plan.steps.filter((step) => step.done_since);
  const changed = plan.changes.length > 0;
  return (
    <Stack gap="md">
      <div>
        <Title order={3} size="h5" mb="xs">
          {t('follow_up.plan_done', { count: done.length })}
        </Title>
        <ul className={classes.changes}>
          {done.map((step) => (
            <li key={step.module}>
              <IconCheck size={18} aria-hidden="true" />
              <Text>
                {step.title}
                {step.score !== null && ` · ${step.score} %`} · {minutes(step.seconds)}
              </Text>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <Title order={3} size="h5" mb="xs">
          {t('follow_up.plan_changed')}
        </Title>
        {changed ? (
          <ul className={classes.changes}>
            {plan.changes.map((change) => (
              <li key={`${change.kind} ${change.module ?? ''}`}>
                <Change change={change} />
              </li>
            ))}
          </ul>
        ) : (
          <Text c="dimmed">{t('follow_up.plan_same', { version: plan.version })}</Text>
        )}
      </div>
    </Stack>
  );
}

function Change({ change }: { change: PlanChange }) {
  const { t } = useTranslation('papers');
  const format = useFormat();
  const day = (value: string | null | undefined) =>
    value ? format.date(`${value}T12:00:00Z`, 'UTC') : t('follow_up.no_day');
  const { title } = change;
  if (change.kind === 'due')
    return (
      <Text>
        {t('follow_up.change.due', {
          title,
          before: day(change.due_before),
          day: day(change.due_on),
        })}
      </Text>
    );
  if (change.kind === 'added' && change.due_on)
    return <Text>{t('follow_up.change.added_for', { title, day: day(change.due_on) })}</Text>;
  return <Text>{t(`follow_up.change.${change.kind}`, { title })}</Text>;
}
