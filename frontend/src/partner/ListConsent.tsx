import { Alert, Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { CallList } from '../api/lists';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { type Agreement, companyQuery, listQuery } from './queries';

type Basis = Agreement['consent_bases'][number];

/** A basis declared after the import, for the people whose line named none. */
export function ListConsent({ list }: { list: CallList }) {
  const { t } = useTranslation(['partner', 'domain', 'common']);
  const [opened, dialog] = useDisclosure();
  return (
    <>
      <Button size="sm" variant="default" onClick={dialog.open}>
        {t('declare.open')}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        size="lg"
        closeButtonProps={{ 'aria-label': t('common:action.close') }}
        title={
          <Text component="span" fw={650} size="xl">
            {t('declare.title')}
          </Text>
        }
      >
        <Form list={list} onClose={dialog.close} />
      </Modal>
    </>
  );
}

function Form({ list, onClose }: { list: CallList; onClose: () => void }) {
  const { t } = useTranslation(['partner', 'domain', 'common']);
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const bases = useQuery(companyQuery).data?.agreement.consent_bases ?? [];
  const [basis, setBasis] = useState<Basis | null>(list.consent?.basis ?? null);
  const [on, setOn] = useState(list.consent?.on ?? '');
  const [channel, setChannel] = useState(list.consent?.channel ?? '');
  const [proof, setProof] = useState(list.consent?.proof ?? '');
  const save = useMutation({
    mutationFn: (given: Basis) =>
      read(
        api.PUT('/api/call-lists/{list_id}/consent', {
          params: { path: { list_id: list.id } },
          body: { basis: given, on: on || null, channel, proof },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries(listQuery(list.id));
      toastDone(t('declare.done'));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (basis && !save.isPending) save.mutate(basis);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text>{t('declare.text')}</Text>
        <Radio.Group
          label={t('consent.for_silent')}
          value={basis ?? ''}
          onChange={(value) => setBasis(value as Basis)}
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
          </Stack>
        </Radio.Group>
        <TextInput
          type="date"
          label={t('consent.on')}
          value={on}
          onChange={(event) => setOn(event.currentTarget.value)}
        />
        <TextInput
          label={t('consent.channel')}
          value={channel}
          maxLength={120}
          onChange={(event) => setChannel(event.currentTarget.value)}
        />
        <TextInput
          label={t('consent.proof')}
          value={proof}
          maxLength={120}
          onChange={(event) => setProof(event.currentTarget.value)}
        />
        {save.isError && (
          <Alert color="red" role="alert">
            {sentence(save.error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:action.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!basis}>
            {t('declare.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
