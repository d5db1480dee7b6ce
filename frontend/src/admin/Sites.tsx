import { Anchor, Button, Paper, Table } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBuildingPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { useNow } from '../shared/use-now';
import { AddSite } from './AddSite';
import { sitesQuery } from './queries';

/** The establishments, each with its own clock. */
export function Sites() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const now = useNow();
  const { data, error, refetch } = useQuery(sitesQuery);
  const [adding, add] = useDisclosure();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t('sites.title')}
      text={t('sites.text')}
      actions={
        <Button leftSection={<IconBuildingPlus size={19} />} onClick={add.open}>
          {t('sites.add')}
        </Button>
      }
    >
      <Paper p="md">
        {data.length === 0 ? (
          <EmptyState title={t('sites.none')} text={t('sites.none_text')} />
        ) : (
          <WideTable minWidth={520}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('sites.name')}</Table.Th>
                  <Table.Th>{t('sites.zone')}</Table.Th>
                  <Table.Th>{t('sites.clock')}</Table.Th>
                  <Table.Th ta="right">{t('sites.people')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map((site) => (
                  <Table.Tr key={site.id}>
                    <Table.Td>
                      <Anchor component={Link} to={`/admin/sites/${site.id}`} fw={600}>
                        {site.name}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>{site.time_zone}</Table.Td>
                    <Table.Td>{format.time(now, site.time_zone)}</Table.Td>
                    <Table.Td ta="right">{format.number(site.people)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </WideTable>
        )}
      </Paper>
      {adding && <AddSite onClose={add.close} />}
    </Page>
  );
}
