import { Alert, Progress as Bar, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconClockPause,
  IconInfoCircle,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { CallList } from '../api/lists';
import { duration, useFormat } from '../shared/format';
import { Confirm } from '../shared/ui/Confirm';
import { useErrorToast } from '../shared/ui/errors';
import { listQuery } from './queries';
import { Steps } from './Steps';

type Act = 'pause' | 'resume' | 'cancel';

const path = (id: string) => ({ params: { path: { list_id: id } } });
const acts = {
  pause: (id: string) => read(api.POST('/api/call-lists/{list_id}/pause', path(id))),
  resume: (id: string) => read(api.POST('/api/call-lists/{list_id}/resume', path(id))),
  cancel: (id: string) => read(api.POST('/api/call-lists/{list_id}/cancel', path(id))),
};

/** An import under way or paused: how far it is, how long it takes yet, and the partner's word on it. */
export function Importing({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const client = useQueryClient();
  const toast = useErrorToast();
  const [asking, ask] = useDisclosure();
  const act = useMutation({
    mutationFn: (what: Act) => acts[what](list.id),
    onError: toast,
    onSettled: () => client.invalidateQueries(listQuery(list.id)),
  });
  const paused = list.state === 'paused';
  const busy = act.isPending || list.stopping !== null;
  const waiting = paused ? null : (list.progress?.waiting ?? null);
  return (
    <>
      <Steps active={3} />
      <Paper p="xl">
        <Stack gap="md" py="lg">
          <Text fw={650} size="lg" role="status">
            {t(paused ? 'wizard.paused' : 'wizard.importing')}
          </Text>
          <HowFar list={list} />
          {waiting && (
            <Alert color="orange" icon={<IconClockPause />} role="status">
              {t(`wizard.waiting.${waiting}`)}
            </Alert>
          )}
          <Alert color="gray" icon={<IconInfoCircle />}>
            {t(paused ? 'wizard.paused_text' : 'wizard.import_text')}
          </Alert>
          <Group gap="md">
            {paused ? (
              <Button
                size="lg"
                leftSection={<IconPlayerPlay />}
                loading={act.isPending}
                onClick={() => act.mutate('resume')}
              >
                {t('wizard.resume')}
              </Button>
            ) : (
              <Button
                size="lg"
                leftSection={<IconPlayerPause />}
                loading={busy}
                onClick={() => act.mutate('pause')}
              >
                {t('wizard.pause')}
              </Button>
            )}
            <Button size="lg" variant="default" disabled={busy} onClick={ask.open}>
              {t('wizard.give_up')}
            </Button>
          </Group>
        </Stack>
      </Paper>
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t('wizard.give_up_title')}
        text={t('wizard.give_up_text')}
        action={t('wizard.give_up')}
        onConfirm={() => act.mutate('cancel')}
      />
    </>
  );
}

/** How far the vault is in a file. */
export function HowFar({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const { done, total, rate, seconds_left: left, waiting } = list.progress ?? nothing;
  const part = total > 0 ? Math.min(1, done / total) : 0;
  const moving = moves.has(list.state) && !waiting;
  const lines = { done: format.number(done), total: format.number(total) };
  return (
    <>
      <Group justify="space-between" align="baseline">
        <Text fz={32} fw={700} lh={1}>
          {format.percent(part)}
        </Text>
        {moving && rate > 0 && left != null && (
          <Text fw={600} size="lg">
            {t('wizard.left', { time: duration(left) })}
          </Text>
        )}
      </Group>
      <Bar
        value={100 * part}
        size="xl"
        radius="xl"
        animated={moving}
        color={moving ? undefined : 'gray'}
        aria-label={t('wizard.importing')}
      />
      <Text c="dimmed">
        {moving
          ? t('wizard.import_progress', { ...lines, rate: format.number(Math.round(rate)) })
          : t('wizard.import_stands', lines)}
      </Text>
    </>
  );
}

const moves = new Set<CallList['state']>(['importing', 'forecasting', 'merging']);
const nothing = { done: 0, total: 0, rate: 0, seconds_left: null, waiting: null };
