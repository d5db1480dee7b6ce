import { Group, Tabs, Text } from '@mantine/core';
import { IconChecklist, IconEyeOff, IconFileSpreadsheet, IconSettings } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { CampaignStateBadge } from '../shared/ui/badges';
import { ErrorState } from '../shared/ui/ErrorState';
import { LiveState } from '../shared/ui/LiveState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { contactStates, Shares } from '../shared/ui/Shares';
import { GatePanel } from '../training/GatePanel';
import { CampaignLists } from './CampaignLists';
import { CampaignSettings } from './CampaignSettings';
import { Confirmation } from './Confirmation';
import { MaskingEditor } from './MaskingEditor';
import { MoveButtons } from './MoveButtons';
import { PlannedAppointments } from './Planned';
import { type CampaignDetail, campaignQuery, resultsQuery, useMaySteer } from './queries';
import { Reach } from './Reach';
import { ScriptEditor } from './ScriptEditor';
import { useLiveCampaign } from './useLiveCampaign';

const route = getRouteApi('/shell/supervisor/campaigns/$id');

export function CampaignPage() {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(campaignQuery(id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Content campaign={data} />;
}

/** One campaign: how far it is, and what it is made of. */
function Content({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation(['supervisor', 'domain']);
  const status = useLiveCampaign(campaign.id);
  const editable = useMaySteer() && campaign.state !== 'closed';
  const lacking = campaign.duties.some(({ gap }) => gap !== null);
  return (
    <Page
      title={campaign.name}
      text={
        <>
          {campaign.partner_name} · {t(`domain:purpose.${campaign.purpose}`)} ·{' '}
          {t(`domain:mode.${campaign.mode}`)} <CampaignStateBadge state={campaign.state} ml={6} />
        </>
      }
      back={{ to: '/supervisor/campaigns', label: t('campaign.title') }}
      actions={
        <Group gap="sm">
          <LiveState status={status} />
          <MoveButtons campaign={campaign} withClose />
        </Group>
      }
    >
      <Progress id={campaign.id} confirms={campaign.confirms !== null} />
      <Reach campaign={campaign.id} closed={campaign.state === 'closed'} />
      <GatePanel campaignId={campaign.id} closed={campaign.state === 'closed'} />
      <PlannedAppointments campaign={campaign} />
      <Confirmation campaign={campaign} />
      <Tabs
        defaultValue={
          campaign.state === 'draft' && !lacking && !campaign.confirms ? 'lists' : 'script'
        }
        keepMounted
      >
        <Tabs.List mb="md">
          {!campaign.confirms && (
            <Tabs.Tab value="lists" leftSection={<IconFileSpreadsheet size={18} />}>
              {t('lists.title')}
            </Tabs.Tab>
          )}
          <Tabs.Tab value="script" leftSection={<IconChecklist size={18} />}>
            {t('script.title')}
          </Tabs.Tab>
          <Tabs.Tab value="masking" leftSection={<IconEyeOff size={18} />}>
            {t('masking.title')}
          </Tabs.Tab>
          <Tabs.Tab value="settings" leftSection={<IconSettings size={18} />}>
            {t('settings.title')}
          </Tabs.Tab>
        </Tabs.List>
        {!campaign.confirms && (
          <Tabs.Panel value="lists">
            <CampaignLists campaign={campaign} editable={editable} />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="script">
          <ScriptEditor campaign={campaign} editable={editable} />
        </Tabs.Panel>
        <Tabs.Panel value="masking">
          <MaskingEditor campaign={campaign} editable={editable} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <CampaignSettings campaign={campaign} editable={editable} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Progress({ id, confirms }: { id: string; confirms: boolean }) {
  const { t } = useTranslation(['supervisor', 'domain', 'confirmation']);
  const { data } = useQuery(resultsQuery(id));
  if (!data) return null;
  const shares = contactStates.map(([key, colour]) => ({
    key,
    colour,
    label: t(`domain:contact_state.${key}`),
    value: data.contacts[key] ?? 0,
  }));
  const empty = shares.every(({ value }) => value === 0);
  return (
    <Panel title={t('campaign.contacts')}>
      {empty ? (
        <Text c="dimmed">{confirms ? t('confirmation:none') : t('campaign.no_list_yet')}</Text>
      ) : (
        <Shares label={t('campaign.contacts')} shares={shares} />
      )}
    </Panel>
  );
}
