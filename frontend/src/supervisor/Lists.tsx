import { Button, Menu, Paper, Table, Text } from '@mantine/core';
import { IconChevronDown, IconFeather } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CallList } from '../api/lists';
import { useMe } from '../api/session';
import { KeptUntil } from '../shared/ending/KeptBar';
import { useFormat } from '../shared/format';
import { ListStateBadge } from '../shared/ui/badges';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import classes from './CampaignStrip.module.css';
import { PartnerKeys } from './PartnerKeys';
import { type Campaign, campaignsQuery, listsQuery, useAttachList, useMaySteer } from './queries';

/** The lists partners entrusted to the site: counts only, and which campaign calls them. */
export function Lists() {
  const { t } = useTranslation('supervisor');
  const { t: alerts } = useTranslation('alerts');
  const maySteer = useMaySteer();
  const lists = useQuery(listsQuery);
  const campaigns = useQuery(campaignsQuery);
  if (lists.error) {
    return <ErrorState error={lists.error} onRetry={() => void lists.refetch()} />;
  }
  if (!lists.data) return <Loading />;
  return (
    <Page
      title={t('lists.title')}
      text={t('lists.text')}
      actions={
        maySteer && (
          <Button
            component={Link}
            to="/supervisor/canaries"
            variant="default"
            leftSection={<IconFeather size={18} />}
          >
            {alerts('canary.title')}
          </Button>
        )
      }
    >
      <Paper p={0}>
        {lists.data.length === 0 ? (
          <EmptyState title={t('lists.empty')} text={t('lists.empty_text')} />
        ) : (
          <WideTable minWidth={980}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('lists.name')}</Table.Th>
                  <Table.Th>{t('campaign.purpose')}</Table.Th>
                  <Table.Th>{t('campaign.state')}</Table.Th>
                  <Table.Th ta="right">{t('lists.callable_head')}</Table.Th>
                  <Table.Th ta="right">{t('lists.left_out')}</Table.Th>
                  <Table.Th>{t('lists.campaign')}</Table.Th>
                  <Table.Th>{t('lists.kept_until')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {lists.data.map((list) => (
                  <Row key={list.id} list={list} campaigns={campaigns.data ?? []} />
                ))}
              </Table.Tbody>
            </Table>
          </WideTable>
        )}
      </Paper>
      <PartnerKeys />
    </Page>
  );
}

function Row({ list, campaigns }: { list: CallList; campaigns: Campaign[] }) {
  const { t } = useTranslation(['supervisor', 'domain']);
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const { counts } = list;
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={650}>{list.name}</Text>
        <Text size="sm" c="dimmed">
          {list.partner_name} · {format.dateTime(list.created_at, zone)}
        </Text>
      </Table.Td>
      <Table.Td>{t(`domain:purpose.${list.purpose}`)}</Table.Td>
      <Table.Td>
        <ListStateBadge state={list.state} />
      </Table.Td>
      <Table.Td ta="right">{counts && format.number(counts.accepted + counts.warned)}</Table.Td>
      <Table.Td ta="right">
        {counts && format.number(counts.not_callable + counts.refused + counts.duplicate)}
      </Table.Td>
      <Table.Td>
        {list.campaign_id ? (
          <Link
            to="/supervisor/campaigns/$id"
            params={{ id: list.campaign_id }}
            className={classes.name}
          >
            {list.campaign_name}
          </Link>
        ) : (
          list.state === 'ready' && <AttachMenu list={list} campaigns={campaigns} />
        )}
      </Table.Td>
      <Table.Td>
        <KeptUntil at={list.kept_until} />
      </Table.Td>
    </Table.Tr>
  );
}

function AttachMenu({ list, campaigns }: { list: CallList; campaigns: Campaign[] }) {
  const { t } = useTranslation('supervisor');
  const attach = useAttachList();
  const maySteer = useMaySteer();
  const fitting = campaigns.filter(
    (campaign) =>
      campaign.partner_id === list.partner_id &&
      campaign.purpose === list.purpose &&
      campaign.state !== 'closed',
  );
  if (!maySteer) return <Text c="dimmed">{t('lists.free')}</Text>;
  if (fitting.length === 0) {
    return (
      <Button component={Link} to="/supervisor/campaigns/new" variant="default" size="sm">
        {t('campaign.create')}
      </Button>
    );
  }
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          size="sm"
          rightSection={<IconChevronDown size={16} />}
          loading={attach.isPending}
          aria-label={t('lists.attach_named', { name: list.name })}
        >
          {t('lists.attach')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {fitting.map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => attach.mutate({ list: list.id, campaign: id })}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
