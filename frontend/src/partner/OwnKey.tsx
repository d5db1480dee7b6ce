import { Alert, Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import { type ExchangeSettings, exchangeQuery } from './queries';

/** The key to which results, reports and calendars leave. */
export function OwnKey({ exchange }: { exchange: ExchangeSettings }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const zone = useMe().partner?.time_zone ?? 'Europe/Paris';
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const [recipient, setRecipient] = useState(exchange.recipient ?? '');
  const [always, setAlways] = useState(exchange.always_encrypted);
  const given = recipient.trim();
  const save = useMutation({
    mutationFn: () =>
      read(
        api.PUT('/api/partner/exchange', {
          body: { recipient: given || null, always_encrypted: always && !!given },
        }),
      ),
    onSuccess: (stored) => {
      client.setQueryData(exchangeQuery.queryKey, stored);
      toastDone(t('exchange.own_saved'));
    },
  });
  const changed =
    given !== (exchange.recipient ?? '') || (always && !!given) !== exchange.always_encrypted;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed && !save.isPending) save.mutate();
  };
  return (
    <Panel title={t('exchange.own')}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>{t('exchange.own_text')}</Text>
          <TextInput
            label={t('exchange.own_label')}
            description={t('exchange.own_hint')}
            placeholder="age1…"
            value={recipient}
            onChange={(event) => {
              setRecipient(event.currentTarget.value);
              save.reset();
            }}
            maxLength={120}
            spellCheck={false}
            autoComplete="off"
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          />
          <Switch
            label={t('exchange.always')}
            description={t('exchange.always_text')}
            checked={always && !!given}
            disabled={!given}
            onChange={(event) => setAlways(event.currentTarget.checked)}
          />
          {save.isError && (
            <Alert color="red" role="alert">
              {sentence(save.error)}
            </Alert>
          )}
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {exchange.changed_at
                ? t('exchange.own_since', { at: format.dateTime(exchange.changed_at, zone) })
                : t('exchange.own_none')}
            </Text>
            <Button type="submit" loading={save.isPending} disabled={!changed}>
              {t('exchange.own_save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
