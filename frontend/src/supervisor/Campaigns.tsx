import { Button, Paper, Table, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { CampaignStateBadge } from '../shared/ui/badges';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import classes from './CampaignStrip.module.css';
import { MoveButtons } from './MoveButtons';
import { type Campaign, campaignsQuery, useMaySteer } from './queries';

/** Every campaign of the site, closed ones too. */
export function Campaigns() {
  const { t } = useTranslation('supervisor');
  const { data, error, refetch } = useQuery(campaignsQuery);
  const maySteer = useMaySteer();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const create = maySteer && (
    <Button component={Link} to="/supervisor/campaigns/new" leftSection={<IconPlus size={18} />}>
      {t('campaign.create')}
    </Button>
  );
  return (
    <Page title={t('campaign.title')} text={t('campaign.text')} actions={create}>
      <Paper p={0}>
        {data.length === 0 ? (
          <EmptyState title={t('campaign.empty')} text={t('campaign.empty_text')} action={create} />
        ) : (
          <WideTable minWidth={760}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('campaign.name')}</Table.Th>
                  <Table.Th>{t('campaign.purpose')}</Table.Th>
                  <Table.Th>{t('campaign.state')}</Table.Th>
                  <Table.Th>{t('campaign.since')}</Table.Th>
                  <Table.Th aria-label={t('campaign.actions')} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map((campaign) => (
                  <Row key={campaign.id} campaign={campaign} />
                ))}
              </Table.Tbody>
            </Table>
          </WideTable>
        )}
      </Paper>
    </Page>
  );
}

function Row({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation(['supervisor', 'domain']);
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const since = campaign.closed_at ?? campaign.opened_at ?? campaign.created_at;
  return (
    <Table.Tr>
      <Table.Td>
        <Link to="/supervisor/campaigns/$id" params={{ id: campaign.id }} className={classes.name}>
          {campaign.name}
        </Link>
        <Text size="sm" c="dimmed">
          {campaign.partner_name}
        </Text>
      </Table.Td>
      <Table.Td>{t(`domain:purpose.${campaign.purpose}`)}</Table.Td>
      <Table.Td>
        <CampaignStateBadge state={campaign.state} />
      </Table.Td>
      <Table.Td>{format.dateTime(since, zone)}</Table.Td>
      <Table.Td>
        <MoveButtons campaign={campaign} />
      </Table.Td>
    </Table.Tr>
  );
}
