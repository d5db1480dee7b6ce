import {
  Alert,
  Button,
  Checkbox,
  Group,
  Paper,
  Radio,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { CallList, ImportOrder } from '../api/lists';
import { dayKey } from '../shared/format';
import { useErrorSentence } from '../shared/ui/errors';
import { type Draft, has } from './mapping';
import { type Agreement, companyQuery, listQuery, listsQuery } from './queries';
import { Steps } from './Steps';

type Basis = Agreement['consent_bases'][number];

interface ConsentStepProps {
  list: CallList;
  columns: Draft[];
  onBack: () => void;
}

/** On what ground these people are called, for the lines that do not say it themselves. Then the import starts. */
export function ConsentStep({ list, columns, onBack }: ConsentStepProps) {
  const { t } = useTranslation(['partner', 'domain']);
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const { data: company } = useQuery(companyQuery);
  const bases = company?.agreement.consent_bases ?? [];
  const linesSayIt = has(columns, 'consent_basis');
  const amends = list.target_id !== null;
  const [basis, setBasis] = useState<Basis | 'none' | null>(linesSayIt || amends ? 'none' : null);
  const [on, setOn] = useState('');
  const [channel, setChannel] = useState('');
  const [proof, setProof] = useState('');
  const [sworn, setSworn] = useState(false);

  const start = useMutation({
    mutationFn: (order: ImportOrder) =>
      read(
        api.POST('/api/call-lists/{list_id}/import', {
          params: { path: { list_id: list.id } },
          body: order,
        }),
      ),
    onSuccess: (next) => {
      client.setQueryData(listQuery(list.id).queryKey, next);
      void client.invalidateQueries({ ...listsQuery, exact: true });
    },
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!basis || !sworn || start.isPending) return;
    start.mutate({
      columns: columns.map(({ index, field, use }) => ({ index, field, use })),
      consent: basis === 'none' ? null : { basis, on: on || null, channel, proof },
    });
  };

  return (
    <>
      <Steps active={2} />
      <Paper p="xl" component="form" onSubmit={submit}>
        <Stack gap="lg">
          <div>
            <Text fw={650} size="lg">
              {t('consent.title')}
            </Text>
            <Text c="dimmed">{t('consent.text')}</Text>
          </div>
          {linesSayIt && (
            <Alert color="blue" icon={<IconInfoCircle />}>
              {t('consent.lines_say')}
            </Alert>
          )}
          <Radio.Group
            label={linesSayIt ? t('consent.for_silent') : t('consent.basis')}
            value={basis ?? ''}
            onChange={(value) => setBasis(value as Basis | 'none')}
          >
            <Stack gap="sm" mt="xs">
              {bases.map((each) => (
                <Radio
                  key={each}
                  value={each}
                  label={t(`domain:basis.${each}`)}
                  description={t(`domain:basis_text.${each}`)}
                />
              ))}
              <Radio
                value="none"
                label={t(amends ? 'consent.as_list' : 'consent.none')}
                description={t(amends ? 'consent.as_list_text' : 'consent.none_text')}
              />
            </Stack>
          </Radio.Group>
          {basis === 'none' && !linesSayIt && !amends && (
            <Alert color="orange" icon={<IconAlertTriangle />}>
              {t('consent.nobody')}
            </Alert>
          )}
          {basis !== null && basis !== 'none' && (
            <Group align="flex-start" grow preventGrowOverflow={false} wrap="wrap">
              <TextInput
                type="date"
                label={t('consent.on')}
                description={t('consent.on_text')}
                value={on}
                max={dayKey(Date.now(), 'Europe/Paris')}
                onChange={(event) => setOn(event.currentTarget.value)}
                miw={200}
              />
              <TextInput
                label={t('consent.channel')}
                description={t('consent.channel_text')}
                value={channel}
                maxLength={120}
                onChange={(event) => setChannel(event.currentTarget.value)}
                miw={200}
              />
              <TextInput
                label={t('consent.proof')}
                description={t('consent.proof_text')}
                value={proof}
                maxLength={120}
                onChange={(event) => setProof(event.currentTarget.value)}
                miw={200}
              />
            </Group>
          )}
          <Checkbox
            checked={sworn}
            onChange={(event) => setSworn(event.currentTarget.checked)}
            label={t('consent.sworn')}
          />
          {start.isError && (
            <Alert color="red" role="alert">
              {sentence(start.error)}
            </Alert>
          )}
          <Group justify="space-between">
            <Button variant="default" onClick={onBack}>
              {t('consent.back')}
            </Button>
            <Button type="submit" loading={start.isPending} disabled={!basis || !sworn}>
              {t(list.target_id ? 'consent.forecast' : 'consent.start')}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </>
  );
}
