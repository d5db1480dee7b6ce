import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useFormat } from '../format';
import { toastDone, useErrorToast } from '../ui/errors';
import { Panel } from '../ui/Page';
import { useZone } from './KeptBar';
import { PassphraseDialog } from './PassphraseDialog';
import { type Approval, approvalsQuery } from './queries';

/** What waits for another person's word; nothing when nothing waits. */
export function Approvals() {
  const { t } = useTranslation('ending');
  const { data } = useQuery(approvalsQuery);
  if (!data?.length) return null;
  return (
    <Panel title={t('approval.title')}>
      <Stack component="ul" gap="lg" m={0} p={0} style={{ listStyle: 'none' }}>
        {data.map((approval) => (
          <One key={approval.id} approval={approval} />
        ))}
      </Stack>
    </Panel>
  );
}

function One({ approval }: { approval: Approval }) {
  const { t } = useTranslation('ending');
  const format = useFormat();
  const zone = useZone();
  const client = useQueryClient();
  const toast = useErrorToast();
  const [asking, ask] = useState(false);
  const path = { params: { path: { approval_id: approval.id } } };
  const settled = () => client.invalidateQueries();
  const approve = useMutation({
    mutationFn: (passphrase: string) =>
      api.POST('/api/approvals/{approval_id}/approve', { ...path, body: { passphrase } }),
    onSuccess: () => {
      ask(false);
      toastDone(t('approval.done'));
    },
    onSettled: settled,
  });
  const refuse = useMutation({
    mutationFn: () => api.POST('/api/approvals/{approval_id}/refuse', path),
    onSuccess: () => toastDone(t('approval.refused')),
    onError: toast,
    onSettled: settled,
  });
  const what = t(`approval.${approval.act}`, { name: approval.label });
  return (
    <Group component="li" justify="space-between" align="center">
      <div>
        <Text fw={650}>{what}</Text>
        <Text size="sm" c="dimmed">
          {approval.partner_name && `${approval.partner_name} · `}
          {t('approval.by', {
            who: approval.asked_by_name,
            when: format.dateTime(approval.expires_at, zone),
          })}
        </Text>
      </div>
      <Group gap="xs">
        <Button
          variant="default"
          size="sm"
          loading={refuse.isPending}
          onClick={() => refuse.mutate()}
        >
          {approval.mine ? t('approval.take_back') : t('approval.refuse')}
        </Button>
        {!approval.mine && (
          <Button color="red" size="sm" onClick={() => ask(true)}>
            {t('approval.approve')}
          </Button>
        )}
      </Group>
      {asking && (
        <PassphraseDialog
          title={what}
          consequences={
            approval.act === 'erase_learner'
              ? [t('approval.learner_goes'), t('approval.learner_stays')]
              : [t('destroy.closed'), t('destroy.kept'), t('destroy.certificate')]
          }
          action={t('approval.approve')}
          pending={approve.isPending}
          error={approve.error}
          onConfirm={(passphrase) => approve.mutate(passphrase)}
          onClose={() => ask(false)}
        />
      )}
    </Group>
  );
}
