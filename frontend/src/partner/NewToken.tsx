import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { CopyText } from '../shared/ui/CopyText';
import { useErrorSentence } from '../shared/ui/errors';
import { scopeKeys, type TokenScope, tokensQuery } from './queries';

const scopes: TokenScope[] = [
  'lists.upload',
  'state.read',
  'results.download',
  'appointments.read',
];
const lifetimes = [30, 90, 180, 365];

/** Asks what the token is for, then shows its secret, this once. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['partner', 'common']);
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      closeOnClickOutside={secret === null}
      closeOnEscape={secret === null}
      withCloseButton={secret === null}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      title={
        <Text component="span" fw={650} size="xl">
          {secret === null ? t('token.add') : t('token.made')}
        </Text>
      }
    >
      {secret === null ? (
        <TokenForm onMade={setSecret} onClose={onClose} />
      ) : (
        <Stack gap="lg">
          <Alert color="orange" icon={<IconAlertTriangle />} role="alert">
            {t('token.once')}
          </Alert>
          <CopyText value={secret} label={t('token.secret')} />
          <Text size="sm">{t('token.how')}</Text>
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('token.noted')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

interface TokenFormProps {
  onMade: (secret: string) => void;
  onClose: () => void;
}

function TokenForm({ onMade, onClose }: TokenFormProps) {
  const { t } = useTranslation(['partner', 'common']);
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<string[]>([]);
  const [days, setDays] = useState('90');
  const make = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/partner/tokens', {
          body: { name: name.trim(), scopes: chosen as TokenScope[], days: Number(days) },
        }),
      ),
    onSuccess: ({ secret }) => {
      void client.invalidateQueries(tokensQuery);
      onMade(secret);
    },
  });
  const ready = !!name.trim() && chosen.length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !make.isPending) make.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t('token.name')}
          description={t('token.name_hint')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
          data-autofocus
        />
        <Checkbox.Group label={t('token.rights')} value={chosen} onChange={setChosen}>
          <Stack gap="sm" mt="xs">
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                label={t(`token.scope.${scopeKeys[scope]}`)}
                description={t(`token.scope_text.${scopeKeys[scope]}`)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <Select
          label={t('token.lifetime')}
          data={lifetimes.map((count) => ({
            value: String(count),
            label: t('token.days', { count }),
          }))}
          value={days}
          onChange={(value) => setDays(value ?? '90')}
          allowDeselect={false}
        />
        {make.isError && (
          <Alert color="red" role="alert">
            {sentence(make.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" loading={make.isPending} disabled={!ready}>
            {t('token.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
