import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { toastDone } from '../shared/ui/errors';
import { type CampaignUpdate, campaignQuery, campaignsQuery } from './queries';

/** Saves a change; the form shows a refusal itself. */
export function useEditCampaign(id: string) {
  const { t } = useTranslation('supervisor');
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CampaignUpdate) =>
      read(
        api.PATCH('/api/campaigns/{campaign_id}', { params: { path: { campaign_id: id } }, body }),
      ),
    onSuccess: (campaign) => {
      client.setQueryData(campaignQuery(id).queryKey, campaign);
      void client.invalidateQueries({ ...campaignsQuery, exact: true });
      toastDone(t('campaign.saved'));
    },
  });
}
