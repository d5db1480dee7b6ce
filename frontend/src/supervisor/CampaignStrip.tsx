import { Button, Group, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { CampaignStateBadge } from '../shared/ui/badges';
import { EmptyState } from '../shared/ui/EmptyState';
import { Panel } from '../shared/ui/Page';
import { contactStates, Shares } from '../shared/ui/Shares';
import { Adjust } from './Adjust';
import classes from './CampaignStrip.module.css';
import type { CampaignTile } from './events';
import { MoveButtons } from './MoveButtons';
import { useMaySteer } from './queries';

interface CampaignStripProps {
  campaigns: CampaignTile[];
}

/** The campaigns of the room: how far each has come, and the buttons that steer it. */
export const CampaignStrip = memo(function CampaignStrip({ campaigns }: CampaignStripProps) {
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
            <Row key={campaign.id} campaign={campaign} />
          ))}
        </ul>
      )}
    </Panel>
  );
});

function Row({ campaign }: { campaign: CampaignTile }) {
  const { t } = useTranslation(['supervisor', 'domain']);
  const format = useFormat();
  const shares = contactStates.map(([key, colour]) => ({
    key,
    colour,
    label: t(`domain:contact_state.${key}`),
    value: campaign.contacts[key] ?? 0,
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
          <Text size="sm" c="dimmed">
            {t('campaign.no_list')}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {total > 0 &&
            `${t('campaign.done_of', {
              done: format.number(campaign.contacts.done ?? 0),
              total: format.number(total),
            })} · `}
          {t('campaign.today', {
            count: campaign.positive,
            formatted: format.number(campaign.positive),
          })}
        </Text>
      </div>
      <Group gap="xs" wrap="nowrap">
        <Adjust campaign={campaign} />
        <MoveButtons campaign={campaign} />
      </Group>
    </li>
  );
}
