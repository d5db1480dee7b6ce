import { Badge, Button, Group, Menu, Paper, Stack, Text, Title } from '@mantine/core';
import { IconArrowsExchange, IconCalendarTime } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHere } from '../shared/callbacks/two-clocks';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { useNow } from '../shared/use-now';
import classes from './Callbacks.module.css';
import {
  type Colleague,
  callbacksQuery,
  type Ended,
  type Promised,
  useHandOver,
} from './callback-queries';
import { MoveCallback } from './MoveCallback';

/** What was promised to customers: what is overdue first, and what will not be kept with its reason. */
export function Callbacks() {
  const { t } = useTranslation('callbacks');
  const { data, error, refetch } = useQuery(callbacksQuery);
  const [moving, setMoving] = useState<Promised | null>(null);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const rows = (promised: Promised[]) => (
    <ul className={classes.rows}>
      {promised.map((callback) => (
        <Row
          key={callback.id}
          callback={callback}
          agents={data.agents}
          onMove={() => setMoving(callback)}
        />
      ))}
    </ul>
  );
  const overdue = data.open.filter((callback) => callback.overdue);
  const ahead = data.open.filter((callback) => !callback.overdue);
  return (
    <Page title={t('title')} text={t('text')}>
      <Stack gap="xl">
        {overdue.length > 0 && (
          <section aria-labelledby="overdue">
            <Title order={2} size="h4" mb="sm" id="overdue" c="red.9">
              {t('overdue', { count: overdue.length })}
            </Title>
            {rows(overdue)}
          </section>
        )}
        <section aria-labelledby="ahead">
          <Title order={2} size="h4" mb="sm" id="ahead">
            {t('ahead')}
          </Title>
          {ahead.length > 0 ? (
            rows(ahead)
          ) : (
            <Paper>
              <EmptyState title={t('none')} text={t('none_text')} />
            </Paper>
          )}
        </section>
        {data.ended.length > 0 && (
          <section aria-labelledby="ended">
            <Title order={2} size="h4" mb={4} id="ended">
              {t('ended')}
            </Title>
            <Text size="sm" c="dimmed" mb="sm">
              {t('ended_text')}
            </Text>
            <ul className={classes.rows}>
              {data.ended.map((callback) => (
                <EndedRow key={callback.id} callback={callback} />
              ))}
            </ul>
          </section>
        )}
      </Stack>
      {moving && <MoveCallback callback={moving} onClose={() => setMoving(null)} />}
    </Page>
  );
}

interface RowProps {
  callback: Promised;
  agents: Colleague[];
  onMove: () => void;
}

function Row({ callback, agents, onMove }: RowProps) {
  const { t } = useTranslation('callbacks');
  const handOver = useHandOver();
  const give = (to: string | null) => handOver.mutate({ id: callback.id, to });
  return (
    <Paper
      component="li"
      px="lg"
      py="sm"
      className={classes.row}
      data-overdue={callback.overdue || undefined}
    >
      <When callback={callback} />
      <div>
        <Text fw={600}>{callback.reference}</Text>
        <Text size="sm" c="dimmed">
          {callback.campaign_name}
          {callback.campaign_state === 'paused' && ` · ${t('paused')}`}
        </Text>
        {callback.change && (
          <Text size="sm">
            {callback.change} <Before callback={callback} />
          </Text>
        )}
      </div>
      <div>
        <Text fw={550}>{callback.owner_name ?? t('team')}</Text>
        {callback.owner_name !== null && !callback.owner_at_work && (
          <Badge color="gray" variant="default">
            {t('absent')}
          </Badge>
        )}
      </div>
      {callback.in_hand ? (
        <Badge color="teal">{t('in_hand')}</Badge>
      ) : (
        <Group gap="xs" wrap="nowrap">
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                variant="default"
                size="sm"
                leftSection={<IconArrowsExchange size={17} />}
                loading={handOver.isPending}
              >
                {t('hand_over')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown mah={340} style={{ overflowY: 'auto' }}>
              <Menu.Item disabled={callback.owner === null} onClick={() => give(null)}>
                {t('team')}
              </Menu.Item>
              {agents
                .filter(({ id }) => id !== callback.owner)
                .map(({ id, name, at_work }) => (
                  <Menu.Item key={id} onClick={() => give(id)}>
                    {at_work ? name : `${name} · ${t('absent')}`}
                  </Menu.Item>
                ))}
            </Menu.Dropdown>
          </Menu>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconCalendarTime size={17} />}
            onClick={onMove}
          >
            {t('move.open')}
          </Button>
        </Group>
      )}
    </Paper>
  );
}

function When({ callback }: { callback: Promised }) {
  const { t } = useTranslation('callbacks');
  const format = useFormat();
  const here = useHere();
  const now = useNow();
  const ours = here(callback.due_at, callback.zone);
  const minutes = Math.max(0, Math.floor((now - Date.parse(callback.due_at)) / 60_000));
  const age =
    minutes < 60
      ? t('age.minutes', { n: minutes })
      : minutes < 48 * 60
        ? t('age.hours', { n: Math.floor(minutes / 60) })
        : t('age.days', { n: Math.floor(minutes / 1440) });
  return (
    <div>
      <Text fw={600}>
        {format.shortDay(callback.due_at, callback.zone)}{' '}
        {format.time(callback.due_at, callback.zone)}
      </Text>
      <Text size="sm" c="dimmed">
        {format.zonePlace(callback.zone)}
        {ours && ` · ${ours}`}
      </Text>
      {callback.overdue && (
        <Text size="sm" c="red.9" fw={600}>
          {age}
        </Text>
      )}
    </div>
  );
}

/** What the customer was told at first, where it is no longer what stands. */
function Before({ callback }: { callback: Promised }) {
  const { t } = useTranslation('callbacks');
  const format = useFormat();
  if (callback.promised_at === callback.due_at) return null;
  const { promised_at: at, zone } = callback;
  return (
    <Text component="span" size="sm" c="dimmed">
      {t('before', { time: `${format.shortDay(at, zone)} ${format.time(at, zone)}` })}
    </Text>
  );
}

function EndedRow({ callback }: { callback: Ended }) {
  const format = useFormat();
  return (
    <Paper component="li" px="lg" py="sm">
      <Text fw={600}>
        {callback.reference} · {callback.reason}
      </Text>
      <Text size="sm" c="dimmed">
        {callback.campaign_name} · {format.shortDay(callback.promised_at, callback.zone)}{' '}
        {format.time(callback.promised_at, callback.zone)}
      </Text>
    </Paper>
  );
}
