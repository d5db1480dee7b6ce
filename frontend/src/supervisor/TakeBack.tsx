import { ActionIcon, Radio, Stack, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { components } from '../api/schema';
import { Dialog } from '../shared/ui/Dialog';
import { toastDone } from '../shared/ui/errors';
import { snapshotQuery } from './queries';

type Request = components['schemas']['TakeBackRequest'];

const REASONS = ['agent_away', 'too_long', 'other_agent', 'safety'] as const;

interface Holder {
  id: string;
  name: string;
}

/** The way to take a contact back from who holds it; what was seen when it was opened is what is taken. */
export function TakeBack({ holder, reference }: { holder: Holder; reference: string | null }) {
  const { t } = useTranslation('holding');
  const [seen, setSeen] = useState<string | null>(null);
  return (
    <>
      {reference && (
        <ActionIcon
          variant="subtle"
          size={26}
          aria-label={t('take_back.open', { reference, name: holder.name })}
          title={t('take_back.submit')}
          onClick={() => setSeen(reference)}
        >
          <IconArrowBackUp size={18} aria-hidden="true" />
        </ActionIcon>
      )}
      {seen && <Ask holder={holder} reference={seen} onClose={() => setSeen(null)} />}
    </>
  );
}

function Ask(props: { holder: Holder; reference: string; onClose: () => void }) {
  const { holder, reference, onClose } = props;
  const { t } = useTranslation('holding');
  const client = useQueryClient();
  const [reason, setReason] = useState<Request['reason'] | null>(null);
  const take = useMutation({
    mutationFn: (body: Request) =>
      api.POST('/api/agents/{agent_id}/take-back', {
        params: { path: { agent_id: holder.id } },
        body,
      }),
    onSuccess: () => {
      toastDone(t('take_back.done', { name: holder.name }));
      onClose();
    },
    onSettled: () => void client.invalidateQueries(snapshotQuery),
  });
  return (
    <Dialog
      title={t('take_back.title', { reference })}
      submit={t('take_back.submit')}
      ready={reason !== null}
      pending={take.isPending}
      error={take.error}
      onSubmit={() => reason && take.mutate({ reference, reason })}
      onClose={onClose}
    >
      <Text>{t('take_back.text', { name: holder.name })}</Text>
      <Radio.Group
        label={t('take_back.why')}
        value={reason}
        onChange={(value) => setReason(value as Request['reason'])}
      >
        <Stack gap="xs" mt="xs">
          {REASONS.map((each) => (
            <Radio key={each} value={each} label={t(`take_back.reason.${each}`)} />
          ))}
        </Stack>
      </Radio.Group>
    </Dialog>
  );
}
