import { Button, Paper, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { CampaignStateBadge } from '../shared/ui/badges';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import classes from './CampaignStrip.module.css';
import { useOrderCampaigns } from './control';
import { GivenTo } from './GivenTo';
import { MoveButtons } from './MoveButtons';
import orderClasses from './Order.module.css';
import { dropped, nudged, ranksOf } from './order';
import { Place } from './Place';
import { type Campaign, campaignsQuery, useMaySteer } from './queries';

/** Every campaign of the site: those that are called, in that order; then the closed ones. */
export function Campaigns() {
  const { t } = useTranslation(['supervisor', 'control']);
  const { data, error, refetch } = useQuery(campaignsQuery);
  const maySteer = useMaySteer();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const create = maySteer && (
    <Button component={Link} to="/supervisor/campaigns/new" leftSection={<IconPlus size={18} />}>
      {t('campaign.create')}
    </Button>
  );
  const closed = data.filter(({ state }) => state === 'closed');
  return (
    <Page title={t('campaign.title')} text={t('control:order.text')} actions={create}>
      <Paper p={0}>
        {data.length === 0 ? (
          <EmptyState title={t('campaign.empty')} text={t('campaign.empty_text')} action={create} />
        ) : (
          <WideTable minWidth={980}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('control:order.place')}</Table.Th>
                  <Table.Th>{t('campaign.name')}</Table.Th>
                  <Table.Th>{t('campaign.purpose')}</Table.Th>
                  <Table.Th>{t('campaign.state')}</Table.Th>
                  <Table.Th>{t('control:given.for')}</Table.Th>
                  <Table.Th>{t('campaign.since')}</Table.Th>
                  <Table.Th aria-label={t('campaign.actions')} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                <InOrder
                  campaigns={data.filter(({ state }) => state !== 'closed')}
                  movable={maySteer}
                />
                {closed.map((campaign) => (
                  <Table.Tr key={campaign.id}>
                    <Table.Td />
                    <Cells campaign={campaign} />
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </WideTable>
        )}
      </Paper>
    </Page>
  );
}

/** Rows that change places: by their arrows, or dragged. */
function InOrder({ campaigns, movable }: { campaigns: Campaign[]; movable: boolean }) {
  const { t } = useTranslation('control');
  const order = useOrderCampaigns();
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const [said, setSaid] = useState('');
  const ranks = ranksOf(campaigns);
  const save = (campaign: Campaign, next: Campaign[][] | null) => {
    if (!next) return;
    order.mutate(next);
    const rank = next.findIndex((each) => each.some(({ id }) => id === campaign.id));
    const key = (next[rank]?.length ?? 0) > 1 ? 'order.moved_tied' : 'order.moved';
    setSaid(t(key, { name: campaign.name, place: rank + 1 }));
  };
  const drop = () => {
    const [moved, target] = [campaigns[dragged ?? -1], campaigns[over ?? -1]];
    if (moved && target && moved !== target) save(moved, dropped(ranks, moved.id, target.id));
    setDragged(null);
    setOver(null);
  };
  return (
    <>
      {campaigns.map((campaign, index) => {
        const rank = ranks.findIndex((each) => each.includes(campaign));
        const up = nudged(ranks, campaign.id, -1);
        const down = nudged(ranks, campaign.id, 1);
        return (
          <Table.Tr
            key={campaign.id}
            className={orderClasses.row}
            data-dragged={dragged === index || undefined}
            data-over={(over === index && dragged !== index && dragged !== null) || undefined}
            data-down={(dragged !== null && dragged < index) || undefined}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(index);
            }}
            onDrop={(event) => {
              event.preventDefault();
              drop();
            }}
          >
            <Table.Td>
              <Place
                place={rank + 1}
                row={index}
                tied={(ranks[rank]?.length ?? 0) > 1}
                name={campaign.name}
                movable={movable && campaigns.length > 1}
                onUp={up ? () => save(campaign, up) : undefined}
                onDown={down ? () => save(campaign, down) : undefined}
                onDragStart={() => setDragged(index)}
                onDragEnd={drop}
              />
              {index === 0 && (
                <VisuallyHidden role="status" aria-live="polite">
                  {said}
                </VisuallyHidden>
              )}
            </Table.Td>
            <Cells campaign={campaign} />
          </Table.Tr>
        );
      })}
    </>
  );
}

function Cells({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation(['supervisor', 'domain']);
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const since = campaign.closed_at ?? campaign.opened_at ?? campaign.created_at;
  return (
    <>
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
      <Table.Td>
        {campaign.state !== 'closed' && (
          <GivenTo
            work={{ kind: 'campaign', id: campaign.id }}
            name={campaign.name}
            value={campaign.given_to}
          />
        )}
      </Table.Td>
      <Table.Td>{format.dateTime(since, zone)}</Table.Td>
      <Table.Td>
        <MoveButtons campaign={campaign} />
      </Table.Td>
    </>
  );
}
