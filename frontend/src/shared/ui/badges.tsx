/** States as a word in a badge: the word says it all, the colour and the dot only help. */
import { Badge, type BadgeProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ListState } from '../../api/lists';
import type { components } from '../../api/schema';

type CampaignState = components['schemas']['CampaignRead']['state'];

const campaignColours: Record<CampaignState, string> = {
  draft: 'gray',
  open: 'teal',
  paused: 'orange',
  closed: 'dark',
};

export function CampaignStateBadge({ state, ...props }: { state: CampaignState } & BadgeProps) {
  const { t } = useTranslation('domain');
  return (
    <Badge color={campaignColours[state]} {...props}>
      {t(`campaign_state.${state}`)}
    </Badge>
  );
}

const listColours: Record<ListState, string> = {
  uploading: 'blue',
  received: 'blue',
  inspecting: 'blue',
  needs_mapping: 'orange',
  importing: 'blue',
  paused: 'orange',
  ready: 'teal',
  failed: 'red',
  cancelled: 'gray',
  shredding: 'orange',
  shredded: 'dark',
  forecasting: 'blue',
  forecast: 'orange',
  merging: 'blue',
  merged: 'teal',
};

export function ListStateBadge({ state }: { state: ListState }) {
  const { t } = useTranslation('domain');
  return (
    <Badge color={listColours[state]} miw="max-content">
      {t(`list_state.${state}`)}
    </Badge>
  );
}
