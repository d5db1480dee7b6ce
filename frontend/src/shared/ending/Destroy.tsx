import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrashX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { useMe } from '../../api/session';
import { useFormat } from '../format';
import { toastDone } from '../ui/errors';
import { PassphraseDialog } from './PassphraseDialog';
import type { ListEnd } from './queries';

/** Asks for the end of a list: at once for its partner, with another person's approval for an administrator. */
export function Destroy({ end, quiet }: { end: ListEnd; quiet?: boolean }) {
  const { t } = useTranslation('ending');
  const format = useFormat();
  const client = useQueryClient();
  const own = useMe().role === 'partner';
  const [asking, ask] = useDisclosure();
  const shred = useMutation({
    mutationFn: (passphrase: string) =>
      api.POST('/api/retention/{list_id}/shredding', {
        params: { path: { list_id: end.list_id } },
        body: { passphrase },
      }),
    onSuccess: () => {
      ask.close();
      toastDone(own ? t('destroy.ordered') : t('destroy.asked'));
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['retention'] });
      await client.invalidateQueries({ queryKey: ['approvals'] });
      await client.invalidateQueries({ queryKey: ['lists'] });
    },
  });
  return (
    <>
      <Button
        variant={quiet ? 'subtle' : 'light'}
        color="red"
        size="sm"
        leftSection={<IconTrashX size={18} aria-hidden="true" />}
        onClick={ask.open}
        aria-label={`${own ? t('destroy.action') : t('destroy.ask')} : ${end.list_name}`}
      >
        {own ? t('destroy.action') : t('destroy.ask')}
      </Button>
      {asking && (
        <PassphraseDialog
          title={t('destroy.title', { name: end.list_name })}
          consequences={[
            t('destroy.records', { number: format.number(end.records) }),
            t('destroy.closed'),
            ...(end.appointments > 0
              ? [
                  t('destroy.appointments', {
                    count: end.appointments,
                    formatted: format.number(end.appointments),
                  }),
                ]
              : []),
            ...(end.appointments > 0 && end.confirming
              ? [t('destroy.confirming', { name: end.confirming })]
              : []),
            t('destroy.kept'),
            own ? t('destroy.certificate') : t('destroy.four_eyes'),
          ]}
          action={own ? t('destroy.action') : t('destroy.ask')}
          pending={shred.isPending}
          error={shred.error}
          onConfirm={(passphrase) => shred.mutate(passphrase)}
          onClose={ask.close}
        />
      )}
    </>
  );
}
