import { Badge, Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { IconArmchair, IconCheck, IconDoorExit } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useMe } from '../api/session';
import { duration, useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Panel } from '../shared/ui/Page';

type Beside = components['schemas']['BesideRead'];
type Call = Beside['calls'][number];

interface BesideProps {
  agent: string;
  name: string;
}

const path = (agent: string) => ({ params: { path: { agent_id: agent } } });

const besideQuery = (agent: string) => ({
  queryKey: ['beside', agent],
  queryFn: () => read(api.GET('/api/agents/{agent_id}/beside', path(agent))),
  staleTime: 0,
});

/** The same on the page of a person. */
export function BesidePanel(props: BesideProps) {
  const { t } = useTranslation('beside');
  return (
    <Panel title={t('title')}>
      <Content {...props} />
    </Panel>
  );
}

/** The same from the room. */
export function BesideDialog({ onClose, ...props }: BesideProps & { onClose: () => void }) {
  const { t } = useTranslation(['beside', 'common']);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      title={
        <Text component="span" fw={650} size="xl">
          {t('dialog', { name: props.name })}
        </Text>
      }
    >
      <Content {...props} />
    </Modal>
  );
}

/** Who sits beside somebody for first calls, the press that says so, and a word on each call made together. */
function Content({ agent, name }: BesideProps) {
  const { t } = useTranslation('beside');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const client = useQueryClient();
  const toast = useErrorToast();
  const { data, error, refetch } = useQuery(besideQuery(agent));
  const move = useMutation({
    mutationFn: (sit: boolean) =>
      read(
        sit
          ? api.POST('/api/agents/{agent_id}/beside', path(agent))
          : api.DELETE('/api/agents/{agent_id}/beside', path(agent)),
      ),
    onSuccess: (now) => client.setQueryData(besideQuery(agent).queryKey, now),
    onError: toast,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Stack gap="md">
      <Text role="status">
        {data.mine && data.until
          ? t('mine', { name, time: format.time(data.until, zone) })
          : data.companion
            ? t('other', { name, companion: data.companion })
            : t('nobody', { name })}
      </Text>
      {(data.mine || !data.companion) && (
        <Group>
          <Button
            variant={data.mine ? 'default' : 'filled'}
            leftSection={data.mine ? <IconDoorExit size={18} /> : <IconArmchair size={18} />}
            loading={move.isPending}
            onClick={() => move.mutate(!data.mine)}
          >
            {data.mine ? t('end') : t('begin', { name })}
          </Button>
        </Group>
      )}
      {data.calls.map((call) => (
        <Word key={call.id} agent={agent} call={call} zone={zone} />
      ))}
    </Stack>
  );
}

/** A call made together, and the word on it. */
function Word({ agent, call, zone }: { agent: string; call: Call; zone: string }) {
  const { t } = useTranslation('beside');
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const [mark, setMark] = useState<NonNullable<Call['word']> | null>(null);
  const [comment, setComment] = useState('');
  const give = useMutation({
    mutationFn: (given: NonNullable<Call['word']>) =>
      read(
        api.POST('/api/calls/{call_id}/word', {
          params: { path: { call_id: call.id } },
          body: { mark: given, comment: comment.trim() || null },
        }),
      ),
    onSuccess: (now) => {
      client.setQueryData(besideQuery(agent).queryKey, now);
      toastDone(t('word.given'));
    },
    onError: toast,
  });
  const when = `${format.time(call.at, zone)} · ${call.campaign_name} · ${duration(call.seconds)}`;
  if (call.word) {
    return (
      <Group justify="space-between">
        <Text size="sm">{when}</Text>
        <Badge color={call.word === 'good' ? 'teal' : 'orange'}>{t(`word.${call.word}`)}</Badge>
      </Group>
    );
  }
  return (
    <Stack gap="xs">
      <Radio.Group
        label={t('word.label', { when })}
        value={mark ?? ''}
        onChange={(value) => setMark(value as NonNullable<Call['word']>)}
      >
        <Group mt="xs">
          <Radio value="good" label={t('word.good')} />
          <Radio value="to_work_on" label={t('word.to_work_on')} />
        </Group>
      </Radio.Group>
      {mark && (
        <>
          <Textarea
            label={t('word.comment')}
            description={t('word.hint')}
            value={comment}
            maxLength={500}
            autosize
            minRows={2}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button
              size="sm"
              leftSection={<IconCheck size={18} />}
              loading={give.isPending}
              onClick={() => give.mutate(mark)}
            >
              {t('word.give')}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
