import { Button, Group, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { KpiLine } from '../shared/kpis/KpiLine';
import { CampaignStateBadge } from '../shared/ui/badges';
import { EmptyState } from '../shared/ui/EmptyState';
import { Panel } from '../shared/ui/Page';
import { contactStates, Shares } from '../shared/ui/Shares';
import { Adjust } from './Adjust';
import classes from './CampaignStrip.module.css';
import type { CampaignTile } from './events';
import { MoveButtons } from './MoveButtons';
import { useMaySteer } from './queries';
import type { Standing, Standings } from './useStandings';

interface CampaignStripProps {
  campaigns: CampaignTile[];
  standings: Standings;
  zone: string;
}

const RATES = ['reach', 'argument', 'transform', 'pace'] as const;

/** The campaigns of the room: how far each has come, its rates, what is to be called, and what steers it. */
export const CampaignStrip = memo(function CampaignStrip(props: CampaignStripProps) {
  const { campaigns, standings, zone } = props;
  const { t } = useTranslation('supervisor');
  const maySteer = useMaySteer();
  const create = (
    <Button component={Link} to="/supervisor/campaigns/new" leftSection={<IconPlus size={18} />}>
      {t('campaign.create')}
    </Button>
  );
  return (
    <Panel
      title={t('campaign.running')}
      p="md"
      aside={
        <Link to="/supervisor/campaigns" className={classes.all}>
          {t('campaign.all')}
        </Link>
      }
    >
      {campaigns.length === 0 ? (
        <EmptyState
          order={3}
          title={t('campaign.empty')}
          text={t('campaign.empty_text')}
          action={maySteer && create}
        />
      ) : (
        <ul className={classes.list}>
          {campaigns.map((campaign) => (
            <Row
              key={campaign.id}
              campaign={campaign}
              standing={standings[campaign.id]}
              zone={zone}
            />
          ))}
        </ul>
      )}
    </Panel>
  );
});

interface RowProps {
  campaign: CampaignTile;
  standing: Standing | undefined;
  zone: string;
}

function Row({ campaign, standing, zone }: RowProps) {
  const { t } = useTranslation(['supervisor', 'domain']);
  const format = useFormat();
  const shares = contactStates.map(([key, colour]) => ({
    key,
    colour,
    label: t(`domain:contact_state.${key}`),
    value: standing?.contacts[key] ?? 0,
  }));
  const total = shares.reduce((sum, { value }) => sum + value, 0);
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Link to="/supervisor/campaigns/$id" params={{ id: campaign.id }} className={classes.name}>
          {campaign.name}
        </Link>
        <Text size="sm" c="dimmed" truncate>
          {campaign.partner_name} · {t(`domain:purpose.${campaign.purpose}`)}
        </Text>
      </div>
      <CampaignStateBadge state={campaign.state} />
      <div className={classes.progress}>
        {total > 0 ? (
          <Shares label={t('campaign.contacts')} shares={shares} legend={false} />
        ) : (
          standing && (
            <Text size="sm" c="dimmed">
              {t('campaign.no_list')}
            </Text>
          )
        )}
        <Text size="sm" c="dimmed">
          {total > 0 &&
            `${t('campaign.done_of', {
              done: format.number(standing?.contacts.done ?? 0),
              total: format.number(total),
            })} · `}
          {t('campaign.today', {
            count: campaign.today.positive,
            formatted: format.number(campaign.today.positive),
          })}
        </Text>
      </div>
      <Group gap="xs" wrap="nowrap">
        <Adjust campaign={campaign} />
        <MoveButtons campaign={campaign} />
      </Group>
      <div className={classes.live}>
        <KpiLine
          label={t('campaign.rates', { name: campaign.name })}
          counts={campaign.today}
          codes={RATES}
        />
        {standing && total > 0 && <Callable standing={standing} zone={zone} />}
      </div>
    </li>
  );
}

/** Who may be called now, and how many in the coming hours if nobody is called before. */
function Callable({ standing, zone }: { standing: Standing; zone: string }) {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  const coming = standing.ahead
    .filter(({ at }) => Date.parse(at) > Date.now())
    .slice(0, 3)
    .map(({ at, count }) =>
      t('campaign.coming', { time: format.time(at, zone), count: format.number(count) }),
    );
  return (
    <Text size="sm">
      <strong>
        {t('campaign.callable', { count: standing.now, formatted: format.number(standing.now) })}
      </strong>
      {coming.length > 0 && (
        <Text span size="sm" c="dimmed">
          {' '}
          · {t('campaign.ahead')} {coming.join(' · ')}
        </Text>
      )}
    </Text>
  );
}
