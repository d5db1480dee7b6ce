import {
  Alert,
  Button,
  FileInput,
  Group,
  Progress,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { upload } from '../partner/upload';
import { useFormat } from '../shared/format';
import { useErrorSentence } from '../shared/ui/errors';
import { Decide } from './Decide';
import {
  type Act,
  agentsQuery,
  type NumberList,
  numbersQuery,
  type Order,
  orderQuery,
  type Reason,
  reasonsOf,
  underWay,
} from './queries';

interface OrderFormProps {
  list: NumberList;
  act: Act;
}

/** Numbers typed or in a file, why, and what became of them. */
export function OrderForm({ list, act }: OrderFormProps) {
  const { t } = useTranslation('numbers');
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const reasons = reasonsOf(list, act);
  const [typed, setTyped] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [reason, setReason] = useState<Reason | null>(reasons[0] ?? null);
  const [agent, setAgent] = useState('');
  const [sent, setSent] = useState<string | null>(null);
  const forOne = list === 'conflict' && act === 'add';
  const agents = useQuery({ ...agentsQuery, enabled: forOne });
  const order = useQuery({ ...orderQuery(sent ?? ''), enabled: sent !== null });
  const ended = order.data && !underWay(order.data);

  useEffect(() => {
    if (ended) void client.invalidateQueries(numbersQuery(list));
  }, [ended, client, list]);

  const send = useMutation({
    mutationFn: async () => {
      const body = {
        list,
        act,
        reason,
        agent_id: agent || null,
        file_name: file ? file.name.slice(-120) : null,
      };
      const made = await read(api.POST('/api/do-not-call', { body }));
      const content = file ?? new File([typed], 'typed.txt', { type: 'text/plain' });
      const signal = new AbortController().signal;
      await upload(`/api/do-not-call/${made.id}/file`, content, () => undefined, signal);
      return made.id;
    },
    onSuccess: (id) => {
      setSent(id);
      setTyped('');
      setFile(null);
      void client.invalidateQueries(numbersQuery(list));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!send.isPending) send.mutate();
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {act === 'add' && (
          <Group grow align="flex-start">
            <Textarea
              size="md"
              label={t('typed')}
              placeholder={t('typed_example')}
              autosize
              minRows={3}
              maxRows={10}
              disabled={file !== null}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <FileInput
              size="md"
              label={t('file')}
              description={t('file_text')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              placeholder={t('choose')}
              leftSection={<IconFileUpload size={18} />}
              accept=".csv,.txt,.tsv,.xlsx,.xls,.ods,.gz,.age"
              clearable
              value={file}
              onChange={setFile}
            />
          </Group>
        )}
        <Group align="flex-end">
          {act !== 'add' && (
            <TextInput
              label={t('one')}
              placeholder={t('typed_example')}
              inputMode="tel"
              autoComplete="off"
              w={260}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          {reasons.length > 0 && (
            <Select
              size="md"
              label={t('reason')}
              allowDeselect={false}
              w={300}
              value={reason}
              onChange={(value) => setReason(value as Reason)}
              data={reasons.map((each) => ({ value: each, label: t(`reasons.${each}`) }))}
            />
          )}
          {forOne && agents.data && (
            <Select
              size="md"
              label={t('agent')}
              allowDeselect={false}
              w={260}
              value={agent}
              onChange={(value) => setAgent(value ?? '')}
              data={[
                { value: '', label: t('everyone') },
                ...agents.data.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
          )}
          <Button type="submit" loading={send.isPending} disabled={!file && !typed.trim()}>
            {t(`send.${act}`)}
          </Button>
        </Group>
        {send.isError && (
          <Alert color="red" role="alert">
            {sentence(send.error)}
          </Alert>
        )}
        <div aria-live="polite">{order.data && <Outcome order={order.data} />}</div>
      </Stack>
    </form>
  );
}

function Outcome({ order }: { order: Order }) {
  const { t } = useTranslation('numbers');
  const format = useFormat();
  if (order.failure) return <Alert color="red">{order.failure.message}</Alert>;
  if (order.waits_for) {
    const own = order.list === 'partner';
    return (
      <Alert color="orange" title={t(own ? 'decide.yours_title' : 'decide.others_title')}>
        <Stack gap="sm" align="flex-start">
          {t(own ? 'decide.yours' : 'decide.others')}
          <Decide order={order} />
        </Stack>
      </Alert>
    );
  }
  if (!order.counts) {
    return (
      <Stack gap={6}>
        {t('working', { n: format.number(order.progress) })}
        <Progress value={100} animated aria-label={t('working', { n: order.progress })} />
      </Stack>
    );
  }
  const { understood, matched, kept, numbers, refused } = order.counts;
  if (understood === 0) return <Alert color="orange">{t('unreadable')}</Alert>;
  if (order.act === 'add') {
    const told = { n: format.number(numbers), refused: format.number(refused) };
    if (refused > 0) return <Alert color="orange">{t('done_some', told)}</Alert>;
    if (order.list === 'conflict') {
      const who = order.agent_name ?? t('everyone');
      return <Alert color="teal">{t('done_conflict', { n: told.n, who })}</Alert>;
    }
    return <Alert color="teal">{t('done_all', told)}</Alert>;
  }
  if (kept > 0) return <Alert color="orange">{t('kept')}</Alert>;
  if (matched === 0) return <Alert color="blue">{t('absent')}</Alert>;
  return <Alert color="teal">{t(`answer.${order.act === 'check' ? 'found' : 'removed'}`)}</Alert>;
}
