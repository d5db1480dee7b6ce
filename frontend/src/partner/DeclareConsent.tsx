import { Alert, Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { CallList } from '../api/lists';
import { useMe } from '../api/session';
import { dayKey, useFormat } from '../shared/format';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import { type Campaign, campaignsQuery, companyQuery, type Declared, listQuery } from './queries';

interface DeclareProps {
  /** What the button says, and what stands above the form. */
  open: string;
  title: string;
  text: string;
  /** Whom the answer is for. */
  question: string;
  declared: Declared | null;
  declare: (given: Declared) => Promise<unknown>;
}

/** A basis declared after the import, for the people whose line named none. */
export function ListConsent({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const client = useQueryClient();
  return (
    <Declare
      open={t('declare.open')}
      title={t('declare.title')}
      text={t('declare.text')}
      question={t('consent.for_silent')}
      declared={list.consent}
      declare={async (body) => {
        const params = { path: { list_id: list.id } };
        await read(api.PUT('/api/call-lists/{list_id}/consent', { params, body }));
        void client.invalidateQueries(listQuery(list.id));
      }}
    />
  );
}

/** The basis of a campaign: for the people of whom neither line nor list names one. */
export function CampaignConsent({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation(['partner', 'domain']);
  const client = useQueryClient();
  const format = useFormat();
  const { consent } = campaign;
  const basis = consent && t(`domain:basis.${consent.basis}`);
  const told =
    consent?.on && basis ? t('basis.dated', { basis, day: format.date(consent.on, 'UTC') }) : basis;
  return (
    <Panel
      title={t('basis.title')}
      aside={
        campaign.state !== 'closed' && (
          <Declare
            open={t(consent ? 'basis.change' : 'declare.open')}
            title={t('basis.title')}
            text={`${t('basis.text')} ${t('basis.note')}`}
            question={t('basis.for_silent')}
            declared={consent}
            declare={async (body) => {
              const params = { path: { campaign_id: campaign.id } };
              await read(api.PUT('/api/campaigns/{campaign_id}/consent', { params, body }));
              await client.invalidateQueries({ ...campaignsQuery, exact: true });
            }}
          />
        )
      }
    >
      {consent ? (
        <>
          <Text fw={600}>{told}</Text>
          <Text size="sm">{[consent.channel, consent.proof].filter(Boolean).join(' · ')}</Text>
          <Text size="sm" c="dimmed">
            {t('basis.text')}
          </Text>
        </>
      ) : (
        <Text c="dimmed">{t('basis.none')}</Text>
      )}
    </Panel>
  );
}

function Declare(props: DeclareProps) {
  const { t } = useTranslation('common');
  const [opened, dialog] = useDisclosure();
  return (
    <>
      <Button size="sm" variant="default" onClick={dialog.open}>
        {props.open}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        size="lg"
        closeButtonProps={{ 'aria-label': t('action.close') }}
        title={
          <Text component="span" fw={650} size="xl">
            {props.title}
          </Text>
        }
      >
        <Form {...props} onClose={dialog.close} />
      </Modal>
    </>
  );
}

function Form({
  text,
  question,
  declared,
  declare,
  onClose,
}: DeclareProps & { onClose: () => void }) {
  const { t } = useTranslation(['partner', 'domain', 'common']);
  const sentence = useErrorSentence();
  const zone = useMe().partner?.time_zone ?? 'Europe/Paris';
  const bases = useQuery(companyQuery).data?.agreement.consent_bases ?? [];
  const [basis, setBasis] = useState<Declared['basis'] | null>(declared?.basis ?? null);
  const [on, setOn] = useState(declared?.on ?? '');
  const [channel, setChannel] = useState(declared?.channel ?? '');
  const [proof, setProof] = useState(declared?.proof ?? '');
  const save = useMutation({
    mutationFn: declare,
    onSuccess: () => {
      toastDone(t('declare.done'));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (basis && !save.isPending) save.mutate({ basis, on: on || null, channel, proof });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text>{text}</Text>
        <Radio.Group
          label={question}
          value={basis ?? ''}
          onChange={(value) => setBasis(value as Declared['basis'])}
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
          description={t('consent.on_text')}
          value={on}
          max={dayKey(Date.now(), zone)}
          onChange={(event) => setOn(event.currentTarget.value)}
        />
        <TextInput
          label={t('consent.channel')}
          description={t('consent.channel_text')}
          value={channel}
          maxLength={120}
          onChange={(event) => setChannel(event.currentTarget.value)}
        />
        <TextInput
          label={t('consent.proof')}
          description={t('consent.proof_text')}
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
