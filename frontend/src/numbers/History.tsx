import { Anchor, Badge, Button, Group, Table, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useMe } from '../api/session';
import { exchangeQuery } from '../partner/queries';
import { useFormat } from '../shared/format';
import { Confirm } from '../shared/ui/Confirm';
import { EmptyState } from '../shared/ui/EmptyState';
import { useErrorToast } from '../shared/ui/errors';
import { WideTable } from '../shared/ui/WideTable';
import { Decide } from './Decide';
import { type NumberList, numbersQuery, type Order } from './queries';

/** What was done on a list: by whom, why, how much was understood; a wrong file is taken back here. */
export function History({ orders, list }: { orders: Order[]; list: NumberList }) {
  const { t } = useTranslation('numbers');
  const toast = useErrorToast();
  const client = useQueryClient();
  const [asked, setAsked] = useState<Order | null>(null);
  const withdraw = useMutation({
    mutationFn: (id: string) =>
      read(
        api.POST('/api/do-not-call/{order_id}/withdraw', {
          params: { path: { order_id: id } },
          body: { reason: 'mistake' },
        }),
      ),
    onError: toast,
    onSettled: () => client.invalidateQueries(numbersQuery(list)),
  });
  if (orders.length === 0) {
    return <EmptyState order={3} title={t('none')} text={t('none_text')} />;
  }
  return (
    <>
      <WideTable minWidth={760}>
        <Table horizontalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('when')}</Table.Th>
              <Table.Th>{t('what')}</Table.Th>
              <Table.Th>{t('by')}</Table.Th>
              <Table.Th ta="right">{t('understood')}</Table.Th>
              <Table.Th ta="right">{t('refused')}</Table.Th>
              {list !== 'conflict' && <Table.Th ta="right">{t('contacts')}</Table.Th>}
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {orders.map((order) => (
              <Row key={order.id} order={order} onWithdraw={() => setAsked(order)} />
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
      <Confirm
        opened={asked !== null}
        title={t('withdraw_title')}
        text={t('withdraw_text')}
        action={t('withdraw')}
        onClose={() => setAsked(null)}
        onConfirm={() => asked && withdraw.mutate(asked.id)}
      />
    </>
  );
}

function Row({ order, onWithdraw }: { order: Order; onWithdraw: () => void }) {
  const { t } = useTranslation('numbers');
  const format = useFormat();
  const me = useMe();
  const zone = me.partner?.time_zone ?? me.site?.time_zone ?? 'Europe/Paris';
  const { counts } = order;
  const { data: exchange } = useQuery({ ...exchangeQuery, enabled: order.list === 'partner' });
  const encrypted = exchange?.always_encrypted ?? false;
  return (
    <Table.Tr>
      <Table.Td>{format.dateTime(order.created_at, zone)}</Table.Td>
      <Table.Td>
        <Text fw={600}>
          {t(`past.${order.act}`)} · {order.file_name ?? t('typed_by_hand')}
        </Text>
        <Text size="sm" c="dimmed">
          {order.reason && t(`reasons.${order.reason}`)}
          {order.list === 'conflict' && ` · ${order.agent_name ?? t('everyone')}`}
        </Text>
        {order.approved_by && order.list !== 'partner' && (
          <Text size="sm" c="dimmed">
            {t('decide.allowed', { name: order.approved_by })}
          </Text>
        )}
        {order.failure && (
          <Text size="sm" c="red">
            {order.failure.message}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{order.created_by}</Table.Td>
      <Table.Td ta="right">{counts ? format.number(counts.numbers) : '–'}</Table.Td>
      <Table.Td ta="right">{counts ? format.number(counts.refused) : '–'}</Table.Td>
      {order.list !== 'conflict' && (
        <Table.Td ta="right">{counts ? format.number(order.contacts ?? 0) : '–'}</Table.Td>
      )}
      <Table.Td>
        <Group gap="xs" justify="flex-end">
          {order.state === 'failed' && <Badge color="red">{t('failed')}</Badge>}
          {order.waits_for && (
            <>
              <Badge color="orange">{t(`decide.waits_${order.waits_for}`)}</Badge>
              <Decide order={order} />
            </>
          )}
          {order.state === 'withdrawn' && (
            <Badge color="gray">{t('withdrawn', { name: order.withdrawn_by })}</Badge>
          )}
          {counts !== null && counts.refused > 0 && (
            <Anchor
              size="sm"
              href={`/api/do-not-call/${order.id}/refused.csv${encrypted ? '?encrypted=true' : ''}`}
              download
            >
              {t('download')}
            </Anchor>
          )}
          {order.act === 'add' && order.state === 'done' && (
            <Button variant="default" size="xs" onClick={onWithdraw}>
              {t('withdraw')}
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
