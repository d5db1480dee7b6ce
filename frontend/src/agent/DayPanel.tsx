import { Badge, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Callback, Today, Workstation } from '../api/types';
import { useHere } from '../shared/callbacks/two-clocks';
import { duration, useFormat } from '../shared/format';
import classes from './DayPanel.module.css';
import { MyTime } from './MyTime';

interface DayPanelProps {
  today: Today;
  callbacks: Callback[];
  duty: Workstation['duty'];
  working: boolean;
}

/** My day in a few figures, my working time, and the customers I promised to call back. */
export function DayPanel({ today, callbacks, duty, working }: DayPanelProps) {
  return (
    <Stack gap="md">
      <MyDay today={today} />
      <MyTime duty={duty} working={working} />
      <MyCallbacks callbacks={callbacks} />
    </Stack>
  );
}

function MyDay({ today }: { today: Today }) {
  const { t } = useTranslation('agent');
  const format = useFormat();
  const reached = today.calls > 0 ? today.reached / today.calls : 0;
  return (
    <Paper component="section" p="lg" aria-labelledby="day-title">
      <Title order={2} size="h4" mb="md" id="day-title">
        {t('day.title')}
      </Title>
      <dl className={classes.figures}>
        <Figure label={t('day.calls')} value={format.number(today.calls)} />
        <Figure label={t('day.reached')} value={format.number(today.reached)} />
        <Figure label={t('day.positive')} value={format.number(today.positive)} strong />
        <Figure label={t('day.talk')} value={duration(today.talk_seconds)} />
      </dl>
      <Text size="sm" c="dimmed" mt="md" mb={4}>
        {t('day.reached_rate', { rate: format.percent(reached) })}
      </Text>
      <Progress value={reached * 100} aria-label={t('day.reached_label')} size="md" />
    </Paper>
  );
}

function Figure({ label, value, strong }: { label: string; value: string; strong?: boolean }) {
  return (
    <div className={classes.figure} data-strong={strong}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function MyCallbacks({ callbacks }: { callbacks: Callback[] }) {
  const { t } = useTranslation(['agent', 'callbacks']);
  const format = useFormat();
  const here = useHere();
  const ours = ({ due_at, zone }: Callback) => here(due_at, zone);
  return (
    <Paper component="section" p="lg" aria-labelledby="callbacks-title">
      <Title order={2} size="h4" mb="sm" id="callbacks-title">
        {t('callbacks.title')}
      </Title>
      {callbacks.length === 0 ? (
        <Text c="dimmed" size="sm">
          {t('callbacks.none')}
        </Text>
      ) : (
        <ul className={classes.callbacks}>
          {callbacks.map((callback) => (
            <li key={callback.id} className={classes.callback}>
              <div>
                <Text fw={600} size="sm">
                  {format.shortDay(callback.due_at, callback.zone)},{' '}
                  {format.time(callback.due_at, callback.zone)}
                  {ours(callback) && (
                    <Text component="span" size="sm" c="dimmed" fw={400}>
                      {' '}
                      ({ours(callback)})
                    </Text>
                  )}
                </Text>
                <Text size="sm" c="dimmed">
                  {callback.reference} · {callback.campaign_name}
                  {!callback.mine && ` · ${t('callbacks:team')}`}
                </Text>
              </div>
              {callback.overdue && <Badge color="red">{t('callbacks.overdue')}</Badge>}
            </li>
          ))}
        </ul>
      )}
      {callbacks.length > 0 && (
        <Text size="xs" c="dimmed" mt="sm">
          {t('callbacks.how')}
        </Text>
      )}
    </Paper>
  );
}
