import { ActionIcon, Badge, Button, Group, Table } from '@mantine/core';
import { IconDoorEnter, IconDoorExit, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { serverNow } from '../shared/use-now';
import { useMaySteer } from './queries';
import { type Shift, shiftsQuery } from './shift-queries';

type State = 'planned' | 'open' | 'closed' | 'missed';

const colours: Record<State, string> = {
  planned: 'gray',
  open: 'teal',
  closed: 'cobalt',
  missed: 'orange',
};

function stateOf({ opened_at, closed_at, planned_to }: Shift): State {
  if (closed_at) return 'closed';
  if (opened_at) return 'open';
  return Date.parse(planned_to) > serverNow() ? 'planned' : 'missed';
}

/** The day's shifts: what was planned beside what was done. */
export function ShiftTable({ day, zone }: { day: string; zone: string }) {
  const { t } = useTranslation('shifts');
  const maySteer = useMaySteer();
  const { data, error, refetch } = useQuery(shiftsQuery(day));
  const { openDue } = useShiftActions();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const waiting = data.shifts.some((shift) => stateOf(shift) === 'planned');
  return (
    <Panel
      title={t('list.title')}
      aside={
        maySteer &&
        waiting && (
          <Button
            leftSection={<IconDoorEnter size={18} />}
            loading={openDue.isPending}
            onClick={() => openDue.mutate()}
          >
            {t('list.open_due')}
          </Button>
        )
      }
    >
      {data.shifts.length === 0 ? (
        <EmptyState order={3} title={t('list.none')} text={t('list.none_text')} />
      ) : (
        <WideTable minWidth={620}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('list.who')}</Table.Th>
                <Table.Th>{t('list.planned')}</Table.Th>
                <Table.Th>{t('list.worked')}</Table.Th>
                <Table.Th>{t('list.state')}</Table.Th>
                <Table.Th aria-label={t('list.actions')} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.shifts.map((shift) => (
                <Row key={shift.id} shift={shift} zone={zone} />
              ))}
            </Table.Tbody>
          </Table>
        </WideTable>
      )}
    </Panel>
  );
}

function Row({ shift, zone }: { shift: Shift; zone: string }) {
  const { t } = useTranslation('shifts');
  const format = useFormat();
  const maySteer = useMaySteer();
  const state = stateOf(shift);
  const time = (at: string) => format.time(at, zone);
  const { opened_at: opened, closed_at: closed, name } = shift;
  return (
    <Table.Tr>
      <Table.Td fw={600}>{name}</Table.Td>
      <Table.Td>
        {t('list.span', { from: time(shift.planned_from), to: time(shift.planned_to) })}
      </Table.Td>
      <Table.Td>
        {!opened
          ? t('list.nothing')
          : closed
            ? t('list.span', { from: time(opened), to: time(closed) })
            : t('list.since', { from: time(opened) })}
      </Table.Td>
      <Table.Td>
        <Badge color={colours[state]}>{t(`state.${state}`)}</Badge>
      </Table.Td>
      <Table.Td>{maySteer && <Actions shift={shift} state={state} />}</Table.Td>
    </Table.Tr>
  );
}

function Actions({ shift, state }: { shift: Shift; state: State }) {
  const { t } = useTranslation('shifts');
  const { change } = useShiftActions();
  const { id, name } = shift;
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      {state === 'planned' && (
        <Button
          variant="default"
          size="sm"
          leftSection={<IconDoorEnter size={17} />}
          aria-label={t('list.open_named', { name })}
          onClick={() => change.mutate({ id, act: 'open' })}
        >
          {t('list.open')}
        </Button>
      )}
      {state === 'open' && (
        <Button
          variant="default"
          size="sm"
          leftSection={<IconDoorExit size={17} />}
          aria-label={t('list.close_named', { name })}
          onClick={() => change.mutate({ id, act: 'close' })}
        >
          {t('list.close')}
        </Button>
      )}
      {(state === 'planned' || state === 'missed') && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('list.remove_named', { name })}
          onClick={() => change.mutate({ id, act: 'remove' })}
        >
          <IconTrash size={18} />
        </ActionIcon>
      )}
    </Group>
  );
}

function useShiftActions() {
  const { t } = useTranslation('shifts');
  const client = useQueryClient();
  const toast = useErrorToast();
  const settled = {
    onError: toast,
    onSettled: () => client.invalidateQueries({ queryKey: ['shifts'] }),
  };
  return {
    openDue: useMutation({
      mutationFn: () => read(api.POST('/api/shifts/open-due')),
      onSuccess: (count) => toastDone(t('list.opened', { count })),
      ...settled,
    }),
    change: useMutation({
      mutationFn: ({ id, act }: { id: string; act: 'open' | 'close' | 'remove' }) => {
        const params = { path: { shift_id: id } };
        if (act === 'remove') return api.DELETE('/api/shifts/{shift_id}', { params });
        return act === 'open'
          ? api.POST('/api/shifts/{shift_id}/open', { params })
          : api.POST('/api/shifts/{shift_id}/close', { params });
      },
      onSuccess: () => toastDone(t('list.changed')),
      ...settled,
    }),
  };
}
