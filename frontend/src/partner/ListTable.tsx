import { Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallList } from '../api/lists';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { ListStateBadge } from '../shared/ui/badges';
import { EmptyState } from '../shared/ui/EmptyState';
import { WideTable } from '../shared/ui/WideTable';
import classes from './CampaignCard.module.css';

/** Lists with their state and what came of their lines. */
export function ListTable({ lists }: { lists: CallList[] }) {
  const { t } = useTranslation('partner');
  if (lists.length === 0) {
    return <EmptyState order={3} title={t('list.empty')} text={t('list.empty_text')} />;
  }
  return (
    <WideTable minWidth={560}>
      <Table horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('list.name')}</Table.Th>
            <Table.Th>{t('list.state')}</Table.Th>
            <Table.Th ta="right">{t('list.kept')}</Table.Th>
            <Table.Th ta="right">{t('list.left_out')}</Table.Th>
            <Table.Th>{t('list.campaign')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lists.map((list) => (
            <Row key={list.id} list={list} />
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

function Row({ list }: { list: CallList }) {
  const { t } = useTranslation(['partner', 'domain']);
  const format = useFormat();
  const zone = useMe().partner?.time_zone ?? 'Europe/Paris';
  const { counts } = list;
  return (
    <Table.Tr pos="relative">
      <Table.Td>
        <Text fw={600}>
          <Link to="/partner/lists/$id" params={{ id: list.id }} className={classes.link}>
            {list.name}
          </Link>
        </Text>
        <Text size="sm" c="dimmed">
          {t(`domain:purpose.${list.purpose}`)} · {format.dateTime(list.created_at, zone)}
        </Text>
      </Table.Td>
      <Table.Td>
        <ListStateBadge state={list.state} />
      </Table.Td>
      <Table.Td ta="right">
        {counts ? format.number(counts.accepted + counts.warned) : '–'}
      </Table.Td>
      <Table.Td ta="right">
        {counts ? format.number(counts.refused + counts.duplicate + counts.not_callable) : '–'}
      </Table.Td>
      <Table.Td>{list.campaign_name ?? <Text c="dimmed">{t('list.waiting')}</Text>}</Table.Td>
    </Table.Tr>
  );
}
