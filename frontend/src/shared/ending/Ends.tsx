import { Group, Paper, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session';
import { useFormat } from '../format';
import { ListStateBadge } from '../ui/badges';
import { EmptyState } from '../ui/EmptyState';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Page';
import { WideTable } from '../ui/WideTable';
import { CertificateLinks } from './CertificateLinks';
import { Destroy } from './Destroy';
import { KeptBar } from './KeptBar';
import { endsQuery, type ListEnd } from './queries';

/** Every list with its end, the next one first; the destroyed ones below, with their certificates. */
export function Ends() {
  const { t } = useTranslation('ending');
  const { data, error, refetch } = useQuery(endsQuery);
  const partner = useMe().role === 'partner';
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Paper p="md">
      {data.length === 0 ? (
        <EmptyState title={t('ends.empty')} text={t('ends.empty_text')} />
      ) : (
        <WideTable minWidth={820}>
          <Table verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('ends.list')}</Table.Th>
                <Table.Th>{t('ends.state')}</Table.Th>
                <Table.Th ta="right">{t('ends.records')}</Table.Th>
                <Table.Th w="34%">{t('ends.end')}</Table.Th>
                <Table.Th>{t('ends.what')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((end) => (
                <Row key={end.list_id} end={end} partner={partner} />
              ))}
            </Table.Tbody>
          </Table>
        </WideTable>
      )}
    </Paper>
  );
}

function Row({ end, partner }: { end: ListEnd; partner: boolean }) {
  const { t } = useTranslation('ending');
  const format = useFormat();
  const mayEnd = useMe().role === 'administrator' || partner;
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600}>{end.list_name}</Text>
        <Text size="sm" c="dimmed">
          {partner ? (end.campaign_name ?? t('ends.no_campaign')) : end.partner_name}
        </Text>
      </Table.Td>
      <Table.Td>
        <ListStateBadge state={end.state} />
      </Table.Td>
      <Table.Td ta="right">{format.number(end.records)}</Table.Td>
      <Table.Td>
        <KeptBar end={end} />
      </Table.Td>
      <Table.Td>
        {end.shredded_at && <CertificateLinks id={end.certificate_id} name={end.list_name} />}
        {!end.ordered_at && end.approval_id && <Text size="sm">{t('panel.waits')}</Text>}
        {!end.ordered_at && !end.approval_id && mayEnd && (
          <Group gap="xs">
            <Destroy end={end} quiet />
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
