import { Button, Tooltip } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import type { Campaign } from './queries';
import { save } from './save';

const POLL_MS = 700;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

class NotMade extends Error {}

/** Asks for the file, waits until the vault has written it, and hands back where it is. */
async function makeFile(campaignId: string): Promise<string> {
  let file = await read(
    api.POST('/api/campaigns/{campaign_id}/result-files', {
      params: { path: { campaign_id: campaignId } },
    }),
  );
  while (file.state === 'requested') {
    await pause(POLL_MS);
    const params = { path: { file_id: file.id } };
    file = await read(api.GET('/api/result-files/{file_id}', { params }));
  }
  if (file.state === 'failed') throw new NotMade();
  return `/api/result-files/${file.id}/csv`;
}

/** One button from the question to the file in the downloads. */
export function DownloadResults({ campaign, disabled }: { campaign: Campaign; disabled: boolean }) {
  const { t } = useTranslation('partner');
  const toast = useErrorToast();
  const download = useMutation({
    mutationFn: () => makeFile(campaign.id),
    onSuccess: (address) => {
      save(address, `${campaign.name}.csv`);
      toastDone(t('results.downloaded'));
    },
    onError: toast,
  });
  return (
    <Tooltip label={t('results.download_text')} multiline maw={280}>
      <Button
        leftSection={<IconDownload size={19} />}
        loading={download.isPending}
        disabled={disabled}
        onClick={() => download.mutate()}
      >
        {t('results.download')}
      </Button>
    </Tooltip>
  );
}
