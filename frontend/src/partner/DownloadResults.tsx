import { Button, Checkbox, Menu, Text } from '@mantine/core';
import {
  IconBraces,
  IconChevronDown,
  IconDownload,
  IconFileTypeCsv,
  IconRosetteDiscountCheck,
  IconTable,
} from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { type Campaign, exchangeQuery, type FileFormat } from './queries';
import { save } from './save';

const POLL_MS = 700;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const formats = [
  ['csv', IconFileTypeCsv],
  ['xlsx', IconTable],
  ['json', IconBraces],
] as const;

class NotMade extends Error {}

/** Asks for the file, waits until the vault has written it, and hands back where it is. */
async function makeFile(
  campaignId: string,
  format: FileFormat,
  encrypted: boolean,
): Promise<string> {
  let file = await read(
    api.POST('/api/campaigns/{campaign_id}/result-files', {
      params: { path: { campaign_id: campaignId } },
      body: { format, encrypted },
    }),
  );
  while (file.state === 'requested') {
    await pause(POLL_MS);
    const params = { path: { file_id: file.id } };
    file = await read(api.GET('/api/result-files/{file_id}', { params }));
  }
  if (file.state === 'failed') throw new NotMade();
  return `/api/result-files/${file.id}`;
}

/** One menu from the question to the file in the downloads. */
export function DownloadResults({ campaign, disabled }: { campaign: Campaign; disabled: boolean }) {
  const { t } = useTranslation('partner');
  const toast = useErrorToast();
  const { data: exchange } = useQuery(exchangeQuery);
  const [wanted, setWanted] = useState(true);
  const [last, setLast] = useState<string | null>(null);
  const always = exchange?.always_encrypted ?? false;
  const encrypted = !!exchange?.recipient && (always || wanted);
  const download = useMutation({
    mutationFn: (format: FileFormat) => makeFile(campaign.id, format, encrypted),
    onSuccess: (address) => {
      save(`${address}/content`);
      setLast(address);
      toastDone(t('results.downloaded'));
    },
    onError: toast,
  });
  return (
    <Menu width={300} position="bottom-end" shadow="md">
      <Menu.Target>
        <Button
          leftSection={<IconDownload size={19} />}
          rightSection={<IconChevronDown size={17} />}
          loading={download.isPending}
          disabled={disabled}
        >
          {t('results.download')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('results.download_text')}</Menu.Label>
        {formats.map(([format, Icon]) => (
          <Menu.Item
            key={format}
            leftSection={<Icon size={20} aria-hidden="true" />}
            onClick={() => download.mutate(format)}
          >
            <Text fw={600}>{t(`results.format.${format}`)}</Text>
            <Text size="sm" c="dimmed">
              {t(`results.format_text.${format}`)}
            </Text>
          </Menu.Item>
        ))}
        {last && (
          <Menu.Item
            component="a"
            href={`${last}/signature`}
            download
            leftSection={<IconRosetteDiscountCheck size={20} aria-hidden="true" />}
          >
            <Text fw={600}>{t('results.signature')}</Text>
            <Text size="sm" c="dimmed">
              {t('results.signature_text')}
            </Text>
          </Menu.Item>
        )}
        {exchange?.recipient && (
          <Checkbox
            m="sm"
            label={t('results.encrypted')}
            description={always ? t('results.encrypted_always') : undefined}
            checked={encrypted}
            disabled={always}
            onChange={(event) => setWanted(event.currentTarget.checked)}
          />
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
