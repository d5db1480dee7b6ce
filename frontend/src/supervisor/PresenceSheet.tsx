import { Button, Group, Table, Text } from '@mantine/core';
import { IconCheck, IconChecks, IconSignature } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { attendanceQuery, type HalfDay } from './shift-queries';

/** Who signed which half of the day; what is signed is confirmed with one press. */
export function PresenceSheet({ day, zone }: { day: string; zone: string }) {
  const { t } = useTranslation('shifts');
  const client = useQueryClient();
  const toast = useErrorToast();
  const { data, error, refetch } = useQuery(attendanceQuery(day));
  const confirm = useMutation({
    mutationFn: (ids: string[]) => api.POST('/api/attendance/countersign', { body: { ids } }),
    onSuccess: () => toastDone(t('presence.confirmed')),
    onError: toast,
    onSettled: () => client.invalidateQueries(attendanceQuery(day)),
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const open = data.filter(({ signed_at, countersigned_at }) => signed_at && !countersigned_at);
  const ids = open.flatMap(({ id }) => id ?? []);
  const people = [...new Map(data.map((each) => [each.agent_id, each.name]))];
  const half = (agent: string, which: HalfDay['half']) =>
    data.find((each) => each.agent_id === agent && each.half === which);
  return (
    <Panel
      title={t('presence.title')}
      aside={
        ids.length > 0 && (
          <Button
            leftSection={<IconSignature size={18} />}
            loading={confirm.isPending}
            onClick={() => confirm.mutate(ids)}
          >
            {t('presence.confirm', { count: ids.length })}
          </Button>
        )
      }
    >
      <Text c="dimmed" mb="md">
        {t('presence.text')}
      </Text>
      <WideTable minWidth={560}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('list.who')}</Table.Th>
              <Table.Th>{t('presence.morning')}</Table.Th>
              <Table.Th>{t('presence.afternoon')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.map(([id, name]) => (
              <Table.Tr key={id}>
                <Table.Td fw={600}>{name}</Table.Td>
                <Table.Td>
                  <Signature half={half(id, 'morning')} zone={zone} />
                </Table.Td>
                <Table.Td>
                  <Signature half={half(id, 'afternoon')} zone={zone} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
    </Panel>
  );
}

function Signature({ half, zone }: { half: HalfDay | undefined; zone: string }) {
  const { t } = useTranslation('shifts');
  const format = useFormat();
  if (!half?.signed_at) return <Text c="dimmed">{t('presence.unsigned')}</Text>;
  const Icon = half.countersigned_at ? IconChecks : IconCheck;
  return (
    <Group gap={6} wrap="nowrap">
      <Icon size={18} aria-hidden="true" color="var(--good)" />
      <Text>
        {t('presence.signed', { time: format.time(half.signed_at, zone) })}
        {half.countersigned_by && ` · ${t('presence.by', { name: half.countersigned_by })}`}
      </Text>
    </Group>
  );
}
