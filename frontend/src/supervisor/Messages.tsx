import { Button, Group, Text, Textarea } from '@mantine/core';
import { IconChecks, IconClock, IconSend } from '@tabler/icons-react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { Dialog } from '../shared/ui/Dialog';
import { EmptyState } from '../shared/ui/EmptyState';
import { toastDone } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import classes from './Messages.module.css';
import { useMaySteer } from './queries';

type Message = components['schemas']['MessageRead'];

const LONGEST = 280;
const SHOWN = 5;

export const messagesQuery = queryOptions({
  queryKey: ['messages'],
  queryFn: () => read(api.GET('/api/messages')),
});

/** What was said to the room since yesterday, and who has read it. */
export function Messages({ zone }: { zone: string }) {
  const { t } = useTranslation('acting');
  const maySteer = useMaySteer();
  const knowsRoom = ['supervisor', 'trainer'].includes(useMe().role);
  const { data = [] } = useQuery({ ...messagesQuery, enabled: knowsRoom });
  const [writing, setWriting] = useState(false);
  if (!knowsRoom) return null;
  return (
    <Panel
      title={t('message.panel')}
      p="md"
      aside={
        maySteer && (
          <Button
            variant="default"
            size="sm"
            leftSection={<IconSend size={17} />}
            onClick={() => setWriting(true)}
          >
            {t('message.all')}
          </Button>
        )
      }
    >
      {data.length === 0 ? (
        <EmptyState order={3} title={t('message.none')} text={t('message.none_text')} />
      ) : (
        <ul className={classes.messages} aria-label={t('message.list')}>
          {data.slice(0, SHOWN).map((message) => (
            <Row key={message.id} message={message} zone={zone} />
          ))}
        </ul>
      )}
      {writing && <SendMessage to={null} onClose={() => setWriting(false)} />}
    </Panel>
  );
}

function Row({ message, zone }: { message: Message; zone: string }) {
  const { t } = useTranslation('acting');
  const format = useFormat();
  const { readers, words, sender, sent_at, to_all } = message;
  const waiting = readers.filter(({ read_at }) => read_at === null).map(({ name }) => name);
  const Icon = waiting.length === 0 ? IconChecks : IconClock;
  return (
    <li className={classes.message}>
      <Text>{words}</Text>
      <Text size="sm" c="dimmed">
        {sender} → {to_all ? t('message.to_all') : readers[0]?.name} · {format.time(sent_at, zone)}
      </Text>
      <Group gap={6} wrap="nowrap" className={classes.read} data-all={!waiting.length || undefined}>
        <Icon size={16} aria-hidden="true" />
        <Text size="sm" inherit>
          {t('message.read_by', {
            read: format.number(readers.length - waiting.length),
            total: format.number(readers.length),
          })}
          {waiting.length > 0 && ` · ${t('message.waiting', { names: waiting.join(', ') })}`}
        </Text>
      </Group>
    </li>
  );
}

interface SendMessageProps {
  /** null = everybody at work. */
  to: { id: string; name: string } | null;
  onClose: () => void;
}

export function SendMessage({ to, onClose }: SendMessageProps) {
  const { t } = useTranslation('acting');
  const client = useQueryClient();
  const [words, setWords] = useState('');
  const send = useMutation({
    mutationFn: () => api.POST('/api/messages', { body: { agent_id: to?.id ?? null, words } }),
    onSuccess: () => {
      void client.invalidateQueries(messagesQuery);
      toastDone(t('message.sent'));
      onClose();
    },
  });
  return (
    <Dialog
      title={to ? t('message.title', { name: to.name }) : t('message.title_all')}
      submit={t('message.send')}
      ready={!!words.trim()}
      pending={send.isPending}
      error={send.error}
      onSubmit={() => send.mutate()}
      onClose={onClose}
    >
      <Text>{t('message.text')}</Text>
      <Textarea
        label={t('message.words')}
        description={t('message.left', { count: words.length })}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        maxLength={LONGEST}
        autosize
        minRows={3}
        size="md"
        data-autofocus
      />
    </Dialog>
  );
}
