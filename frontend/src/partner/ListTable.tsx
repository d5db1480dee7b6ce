import { Progress, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallList } from '../api/lists';
import { useMe } from '../api/session';
import { KeptUntil } from '../shared/ending/KeptBar';
import { useFormat } from '../shared/format';
import { ListStateBadge } from '../shared/ui/badges';
import { EmptyState } from '../shared/ui/EmptyState';
import { WideTable } from '../shared/ui/WideTable';
import classes from './CampaignCard.module.css';
import { listProgressQuery } from './queries';

/** Lists with their state and what came of their lines. */
export function ListTable({ lists }: { lists: CallList[] }) {
  const { t } = useTranslation('partner');
  if (lists.length === 0) {
    return <EmptyState order={3} title={t('list.empty')} text={t('list.empty_text')} />;
  }
  return (
    <WideTable minWidth={820}>
      <Table horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('list.name')}</Table.Th>
            <Table.Th>{t('list.state')}</Table.Th>
            <Table.Th ta="right">{t('list.kept')}</Table.Th>
            <Table.Th ta="right">{t('list.left_out')}</Table.Th>
            <Table.Th>{t('list.worked')}</Table.Th>
            <Table.Th>{t('list.campaign')}</Table.Th>
            <Table.Th>{t('list.kept_until')}</Table.Th>
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
  // Half an import counts nothing yet, and of a list given up nothing is kept.
  const kept = list.state !== 'cancelled';
  const counts = kept && !half.has(list.state) ? list.counts : null;
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
      <Table.Td miw={150}>
        <Worked list={list} />
      </Table.Td>
      <Table.Td>
        {list.campaign_name ?? (
          <Text size="sm" c="dimmed">
            {kept ? t('list.waiting') : '–'}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <KeptUntil at={kept ? list.kept_until : null} />
      </Table.Td>
    </Table.Tr>
  );
}

const half = new Set<CallList['state']>(['importing', 'paused']);

/** How much of a list has been worked through; while it is imported, how far that is. */
function Worked({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const { data } = useQuery(listProgressQuery);
  const contacts = data?.find(({ list_id }) => list_id === list.id)?.contacts;
  const whole = contacts ? Object.values(contacts).reduce((sum, count) => sum + count, 0) : 0;
  const importing = half.has(list.state) ? list.progress : null;
  const [done, total] = importing
    ? [importing.done, importing.total]
    : [contacts?.done ?? 0, whole];
  if (total === 0) return <Text c="dimmed">–</Text>;
  const part = Math.min(1, done / total);
  return (
    <>
      <Progress
        value={100 * part}
        color={list.state === 'paused' ? 'gray' : importing ? 'blue' : 'teal'}
        aria-label={t('list.worked_of', { name: list.name })}
      />
      <Text size="sm" c="dimmed">
        {importing
          ? t('list.importing', { part: format.percent(part) })
          : t('list.worked_text', { done: format.number(done), total: format.number(total) })}
      </Text>
    </>
  );
}
