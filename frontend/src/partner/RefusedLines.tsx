import { Alert, Button, Group } from '@mantine/core';
import { IconDownload, IconFileUpload, IconTool } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { CallList } from '../api/lists';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { exchangeQuery } from './queries';
import { leaving, save } from './save';

const POLL_MS = 700;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

class NotMade extends Error {}

/** Asks the vault for the refused lines, waits until they are written, and hands back where they are. */
async function makeFile(listId: string): Promise<string> {
  const inList = { list_id: listId };
  let file = await read(
    api.POST('/api/call-lists/{list_id}/refused-files', { params: { path: inList } }),
  );
  while (file.state === 'requested') {
    await pause(POLL_MS);
    const params = { path: { ...inList, file_id: file.id } };
    file = await read(api.GET('/api/call-lists/{list_id}/refused-files/{file_id}', { params }));
  }
  if (file.state === 'failed') throw new NotMade();
  return `/api/call-lists/${listId}/refused-files/${file.id}/content`;
}

/** The refused lines alone: out to be mended, and in again. */
export function RefusedLines({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const navigate = useNavigate();
  const { data: exchange } = useQuery(exchangeQuery);
  const toast = useErrorToast();
  const zone = useMe().partner?.time_zone ?? 'Europe/Paris';
  const download = useMutation({
    mutationFn: () => makeFile(list.id),
    onSuccess: (address) => {
      save(leaving(address, exchange?.recipient));
      toastDone(t('mend.downloaded'));
    },
    onError: toast,
  });
  const refused = list.counts?.refused ?? 0;
  if (refused === 0 || !list.refused_until) return null;
  return (
    <Alert
      color="blue"
      icon={<IconTool />}
      title={t('mend.title', { count: refused, formatted: format.number(refused) })}
    >
      {t('mend.text', { day: format.day(list.refused_until, zone) })}
      <Group mt="sm" gap="sm">
        <Button
          size="sm"
          leftSection={<IconDownload size={18} />}
          loading={download.isPending}
          onClick={() => download.mutate()}
        >
          {t('mend.download')}
        </Button>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconFileUpload size={18} />}
          onClick={() =>
            void navigate({
              to: '/partner/lists/new',
              search: { mode: 'add', target: list.target_id ?? list.id },
            })
          }
        >
          {t('mend.upload')}
        </Button>
      </Group>
    </Alert>
  );
}
