import { Badge, Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { useErrorToast } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import { callWordsQuery } from './queries';

/** What who sat beside said of the own first calls: to be read. */
export function CallWords() {
  const { t } = useTranslation('beside');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const client = useQueryClient();
  const toast = useErrorToast();
  const { data = [] } = useQuery(callWordsQuery);
  const seen = useMutation({
    mutationFn: (id: string) =>
      api.POST('/api/workstation/call-words/{call_id}/seen', { params: { path: { call_id: id } } }),
    onSettled: () => client.invalidateQueries(callWordsQuery),
    onError: toast,
  });
  return data.map((word) => (
    <Panel
      key={word.call_id}
      title={t('own.title', { name: word.sender })}
      aside={
        <Badge color={word.mark === 'good' ? 'teal' : 'orange'}>{t(`word.${word.mark}`)}</Badge>
      }
    >
      <Text size="sm" c="dimmed">
        {word.campaign_name} · {format.dateTime(word.called_at, zone)}
      </Text>
      {word.comment && (
        <Text mt="xs" style={{ whiteSpace: 'pre-wrap' }}>
          {word.comment}
        </Text>
      )}
      {word.read_at === null && (
        <Group mt="md">
          <Button size="sm" loading={seen.isPending} onClick={() => seen.mutate(word.call_id)}>
            {t('own.read')}
          </Button>
        </Group>
      )}
    </Panel>
  ));
}
