import { ActionIcon, Menu, Radio, Stack, Text } from '@mantine/core';
import {
  IconArmchair,
  IconDotsVertical,
  IconLock,
  IconLockOpen,
  IconMessage,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { PauseReason } from '../api/types';
import { Confirm } from '../shared/ui/Confirm';
import { Dialog } from '../shared/ui/Dialog';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { BesideDialog } from '../training/Beside';
import type { AgentTile } from './events';
import { SendMessage } from './Messages';
import { snapshotQuery } from './queries';

const CALLING = new Set<AgentTile['state']>(['ringing', 'talking', 'on_hold']);
const REASONS = ['break', 'training', 'help', 'other'] as const;

type Ask = 'beside' | 'message' | 'pause' | 'end_call' | 'lock';

/** Everything a supervisor can do for one person, behind one button; what was seen when it was opened is meant. */
export function Act({ agent }: { agent: AgentTile }) {
  const { t } = useTranslation(['acting', 'beside']);
  const [asked, setAsked] = useState<{ what: Ask; reference: string | null } | null>(null);
  const ask = (what: Ask) => () => setAsked({ what, reference: agent.reference });
  const close = () => setAsked(null);
  const acts = useActs(agent);
  const name = agent.display_name;
  const here = agent.state !== 'offline';
  return (
    <>
      <Menu position="bottom-end" width={250} keepMounted={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('menu', { name })}>
            <IconDotsVertical size={18} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconArmchair size={18} />} onClick={ask('beside')}>
            {t('beside:menu')}
          </Menu.Item>
          {here && (
            <Menu.Item leftSection={<IconMessage size={18} />} onClick={ask('message')}>
              {t('message.open')}
            </Menu.Item>
          )}
          {agent.paused_by_staff ? (
            <Menu.Item
              leftSection={<IconPlayerPlay size={18} />}
              onClick={() => acts.letGoOn.mutate()}
            >
              {t('pause.lift')}
            </Menu.Item>
          ) : (
            here && (
              <Menu.Item leftSection={<IconPlayerPause size={18} />} onClick={ask('pause')}>
                {t('pause.open')}
              </Menu.Item>
            )
          )}
          {CALLING.has(agent.state) && agent.reference && (
            <Menu.Item leftSection={<IconPhoneOff size={18} />} onClick={ask('end_call')}>
              {t('end_call.open')}
            </Menu.Item>
          )}
          {agent.locked ? (
            <Menu.Item
              leftSection={<IconLockOpen size={18} />}
              onClick={() => acts.unlock.mutate()}
            >
              {t('lock.unlock')}
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconLock size={18} />} onClick={ask('lock')}>
              {t('lock.open')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {asked?.what === 'beside' && <BesideDialog agent={agent.id} name={name} onClose={close} />}
      {asked?.what === 'message' && (
        <SendMessage to={{ id: agent.id, name: agent.display_name }} onClose={close} />
      )}
      {asked?.what === 'pause' && <AskPause agent={agent} onClose={close} />}
      <Confirm
        opened={asked?.what === 'end_call'}
        onClose={close}
        title={t('end_call.title', { name })}
        text={t('end_call.text', { name })}
        action={t('end_call.open')}
        onConfirm={() => asked?.reference && acts.endCall.mutate(asked.reference)}
      />
      <Confirm
        opened={asked?.what === 'lock'}
        onClose={close}
        title={t('lock.title', { name })}
        text={t('lock.text', { name })}
        action={t('lock.open')}
        onConfirm={() => acts.lock.mutate()}
      />
    </>
  );
}

function useActs({ id, display_name: name }: AgentTile) {
  const { t } = useTranslation('acting');
  const client = useQueryClient();
  const toast = useErrorToast();
  const params = { path: { agent_id: id } };
  const settled = {
    onError: toast,
    onSettled: () => void client.invalidateQueries(snapshotQuery),
  };
  return {
    letGoOn: useMutation({
      mutationFn: () => api.POST('/api/agents/{agent_id}/let-go-on', { params }),
      onSuccess: () => toastDone(t('pause.lifted', { name })),
      ...settled,
    }),
    endCall: useMutation({
      mutationFn: (reference: string) =>
        api.POST('/api/agents/{agent_id}/end-call', { params, body: { reference } }),
      onSuccess: () => toastDone(t('end_call.done', { name })),
      ...settled,
    }),
    lock: useMutation({
      mutationFn: () => api.POST('/api/agents/{agent_id}/lock', { params }),
      onSuccess: () => toastDone(t('lock.done', { name })),
      ...settled,
    }),
    unlock: useMutation({
      mutationFn: () => api.POST('/api/agents/{agent_id}/unlock', { params }),
      onSuccess: () => toastDone(t('lock.unlocked', { name })),
      ...settled,
    }),
  };
}

function AskPause({ agent, onClose }: { agent: AgentTile; onClose: () => void }) {
  const { t } = useTranslation(['acting', 'supervisor']);
  const client = useQueryClient();
  const name = agent.display_name;
  const [reason, setReason] = useState<PauseReason>('break');
  const ask = useMutation({
    mutationFn: () =>
      api.POST('/api/agents/{agent_id}/pause', {
        params: { path: { agent_id: agent.id } },
        body: { reason },
      }),
    onSuccess: () => {
      toastDone(t('pause.done', { name }));
      onClose();
    },
    onSettled: () => void client.invalidateQueries(snapshotQuery),
  });
  return (
    <Dialog
      title={t('pause.title', { name })}
      submit={t('pause.submit')}
      ready
      pending={ask.isPending}
      error={ask.error}
      onSubmit={() => ask.mutate()}
      onClose={onClose}
    >
      <Text>{t('pause.text')}</Text>
      <Radio.Group
        label={t('pause.why')}
        value={reason}
        onChange={(value) => setReason(value as PauseReason)}
      >
        <Stack gap="xs" mt="xs">
          {REASONS.map((each) => (
            <Radio key={each} value={each} label={t(`supervisor:pause.${each}`)} />
          ))}
        </Stack>
      </Radio.Group>
    </Dialog>
  );
}
