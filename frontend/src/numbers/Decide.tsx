import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { PassphraseDialog } from '../shared/ending/PassphraseDialog';
import { useErrorToast } from '../shared/ui/errors';
import type { Order } from './queries';

/** Somebody's word on what takes numbers off: allowed with the passphrase, refused, or one's own request taken back. */
export function Decide({ order }: { order: Order }) {
  const { t } = useTranslation('numbers');
  const toast = useErrorToast();
  const client = useQueryClient();
  const [asking, ask] = useState(false);
  const path = { params: { path: { order_id: order.id } } };
  const settled = () => client.invalidateQueries({ queryKey: ['numbers'] });
  const approve = useMutation({
    mutationFn: (passphrase: string) =>
      read(api.POST('/api/do-not-call/{order_id}/approve', { ...path, body: { passphrase } })),
    onSuccess: () => ask(false),
    onSettled: settled,
  });
  const refuse = useMutation({
    mutationFn: () => read(api.POST('/api/do-not-call/{order_id}/refuse', path)),
    onError: toast,
    onSettled: settled,
  });
  const others = order.waits_for === 'you' && order.list !== 'partner';
  return (
    <Group gap="xs">
      <Button
        variant="default"
        size="xs"
        loading={refuse.isPending}
        onClick={() => refuse.mutate()}
      >
        {others ? t('decide.refuse') : t('decide.take_back')}
      </Button>
      {order.waits_for === 'you' && (
        <Button size="xs" onClick={() => ask(true)}>
          {others ? t('decide.allow') : t('decide.confirm')}
        </Button>
      )}
      {asking && (
        <PassphraseDialog
          title={t(order.act === 'remove' ? 'decide.remove_title' : 'decide.withdraw_title')}
          heading={t('decide.heading')}
          consequences={[t('decide.off'), t('decide.again'), t('decide.objections')]}
          action={others ? t('decide.allow') : t('decide.confirm')}
          pending={approve.isPending}
          error={approve.error}
          onConfirm={(passphrase) => approve.mutate(passphrase)}
          onClose={() => ask(false)}
        />
      )}
    </Group>
  );
}
