import { ActionIcon, Button, Group, Table, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarOff, IconTrash } from '@tabler/icons-react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../../api/client';
import { dayKey, useFormat } from '../format';
import { Dialog } from '../ui/Dialog';
import { EmptyState } from '../ui/EmptyState';
import { ErrorState } from '../ui/ErrorState';
import { toastDone, useErrorToast } from '../ui/errors';
import { Loading, Panel } from '../ui/Page';
import { WideTable } from '../ui/WideTable';

const closedDaysQuery = (site: string) =>
  queryOptions({
    queryKey: ['sites', site, 'closed-days'],
    queryFn: () =>
      read(api.GET('/api/sites/{site_id}/closed-days', { params: { path: { site_id: site } } })),
  });

interface ClosedDaysProps {
  site: { id: string; time_zone: string };
  editable: boolean;
}

/** The days on which the site itself is closed; public holidays need no entry. */
export function ClosedDays({ site, editable }: ClosedDaysProps) {
  const { t } = useTranslation('control');
  const { data, error, refetch } = useQuery(closedDaysQuery(site.id));
  const [adding, add] = useDisclosure();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const button = editable && (
    <Button leftSection={<IconCalendarOff size={18} />} onClick={add.open}>
      {t('closed.add')}
    </Button>
  );
  return (
    <Panel title={t('closed.title')} aside={data.length > 0 && button}>
      <Text c="dimmed" mb="md">
        {t('closed.text')}
      </Text>
      {data.length === 0 ? (
        <EmptyState
          order={3}
          title={t('closed.none')}
          text={t('closed.none_text')}
          action={button}
        />
      ) : (
        <WideTable minWidth={460}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('closed.days')}</Table.Th>
                <Table.Th>{t('closed.reason')}</Table.Th>
                <Table.Th aria-label={t('closed.actions')} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((row) => (
                <Row key={row.id} site={site.id} row={row} editable={editable} />
              ))}
            </Table.Tbody>
          </Table>
        </WideTable>
      )}
      {adding && <AddDays site={site} onClose={add.close} />}
    </Panel>
  );
}

interface RowProps {
  site: string;
  row: { id: string; first_day: string; last_day: string; reason: string };
  editable: boolean;
}

function Row({ site, row, editable }: RowProps) {
  const { t } = useTranslation('control');
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const day = (date: string) => format.day(`${date}T12:00:00Z`, 'UTC');
  const days =
    row.first_day === row.last_day
      ? day(row.first_day)
      : t('closed.from_to', { first: day(row.first_day), last: day(row.last_day) });
  const remove = useMutation({
    mutationFn: () =>
      api.DELETE('/api/sites/{site_id}/closed-days/{closed_id}', {
        params: { path: { site_id: site, closed_id: row.id } },
      }),
    onSuccess: () => toastDone(t('closed.removed')),
    onError: toast,
    onSettled: () => client.invalidateQueries(closedDaysQuery(site)),
  });
  return (
    <Table.Tr>
      <Table.Td fw={600}>{days}</Table.Td>
      <Table.Td>{row.reason}</Table.Td>
      <Table.Td ta="right">
        {editable && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            loading={remove.isPending}
            onClick={() => remove.mutate()}
            aria-label={t('closed.remove_named', { days })}
          >
            <IconTrash size={18} />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function AddDays({ site, onClose }: { site: ClosedDaysProps['site']; onClose: () => void }) {
  const { t } = useTranslation('control');
  const client = useQueryClient();
  const today = dayKey(Date.now(), site.time_zone);
  const [first, setFirst] = useState(today);
  const [last, setLast] = useState(today);
  const [reason, setReason] = useState('');
  const save = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/sites/{site_id}/closed-days', {
          params: { path: { site_id: site.id } },
          body: { first_day: first, last_day: last, reason },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries(closedDaysQuery(site.id));
      toastDone(t('closed.added'));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('closed.add')}
      submit={t('closed.save')}
      ready={!!first && last >= first && !!reason.trim()}
      pending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate()}
    >
      <Group grow align="flex-start">
        <TextInput
          type="date"
          label={t('closed.first')}
          value={first}
          min={today}
          onChange={(event) => {
            setFirst(event.currentTarget.value);
            if (event.currentTarget.value > last) setLast(event.currentTarget.value);
          }}
          required
          withAsterisk={false}
          data-autofocus
        />
        <TextInput
          type="date"
          label={t('closed.last')}
          value={last}
          min={first}
          onChange={(event) => setLast(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
      </Group>
      <TextInput
        label={t('closed.reason')}
        description={t('closed.reason_text')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={80}
        required
        withAsterisk={false}
      />
    </Dialog>
  );
}
