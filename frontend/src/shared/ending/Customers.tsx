import {
  Alert,
  Badge,
  Button,
  Divider,
  Group,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { IconDownload, IconSearch, IconUserX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../../api/client';
import { useMe } from '../../api/session';
import { useFormat } from '../format';
import { toastDone, useErrorToast } from '../ui/errors';
import { Panel } from '../ui/Page';
import { CertificateLinks } from './CertificateLinks';
import { useZone } from './KeptBar';
import { PassphraseDialog } from './PassphraseDialog';
import { type Customer, customersQuery, endsQuery } from './queries';
import { makeReader, type Reader } from './reader';

const POLL_MS = 500;
const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));

/** Keys of this page for the requests it made; gone with the page, as is what they could read. */
const readers = new Map<string, Reader>();

/** What one customer may ask of the partner: what is held, and to be forgotten. */
export function Customers() {
  const { t } = useTranslation('ending');
  const client = useQueryClient();
  const toast = useErrorToast();
  const partner = useMe().role === 'partner';
  const { data } = useQuery(customersQuery);
  const { data: ends } = useQuery({ ...endsQuery, enabled: !partner });
  const [reference, setReference] = useState('');
  const [company, setCompany] = useState<string | null>(null);
  const search = useMutation({
    mutationFn: async () => {
      const reader = partner ? await makeReader() : null;
      const body = {
        reference,
        ...(company && { partner_id: company }),
        ...(reader && { reader_key: reader.publicKey }),
      };
      const request = await read(api.POST('/api/person-requests', { body }));
      if (reader) readers.set(request.id, reader);
    },
    onSuccess: () => setReference(''),
    onError: toast,
    onSettled: () => client.invalidateQueries(customersQuery),
  });
  const companies = [...new Map(ends?.map((end) => [end.partner_id, end.partner_name]))];
  const ready = reference.trim() !== '' && (partner || company !== null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !search.isPending) search.mutate();
  };
  return (
    <Panel title={t('customer.title')}>
      <Stack gap="lg">
        <Text c="dimmed" maw={720}>
          {partner ? t('customer.text') : t('customer.text_admin')}
        </Text>
        <form onSubmit={submit}>
          <Group align="flex-end">
            {!partner && (
              <Select
                size="md"
                label={t('customer.company')}
                data={companies.map(([value, label]) => ({ value, label }))}
                value={company}
                onChange={setCompany}
                w={260}
              />
            )}
            <TextInput
              label={t('customer.reference')}
              value={reference}
              onChange={(event) => setReference(event.currentTarget.value)}
              maxLength={120}
              autoComplete="off"
              w={300}
            />
            <Button
              type="submit"
              leftSection={<IconSearch size={18} aria-hidden="true" />}
              loading={search.isPending}
              disabled={!ready}
            >
              {t('customer.search')}
            </Button>
          </Group>
        </form>
        {data?.map((customer) => (
          <div key={customer.id}>
            <Divider mb="md" />
            <Request customer={customer} />
          </div>
        ))}
      </Stack>
    </Panel>
  );
}

const colours: Record<Customer['state'], string> = {
  searching: 'blue',
  not_found: 'gray',
  found: 'teal',
  writing: 'blue',
  erasing: 'orange',
  erased: 'dark',
  failed: 'red',
};

function Request({ customer }: { customer: Customer }) {
  const { t } = useTranslation('ending');
  const format = useFormat();
  const zone = useZone();
  const erased = customer.state === 'erased';
  return (
    <Stack gap="sm" role="group" aria-label={t('customer.request')}>
      <Group gap="sm">
        <Badge color={colours[customer.state]}>{t(`customer.state.${customer.state}`)}</Badge>
        <Text size="sm" c="dimmed">
          {t('customer.asked', { when: format.dateTime(customer.asked_at, zone) })}
        </Text>
      </Group>
      {customer.state === 'not_found' && <Text>{t('customer.nothing')}</Text>}
      {customer.found.map((record) => (
        <Group key={record.contact_id} gap="xs">
          <Text fw={650}>{record.reference}</Text>
          <Text size="sm" c="dimmed">
            {record.list_name} · {t('customer.calls', { count: record.calls })}
          </Text>
          {record.objection && <Badge color="red">{t('customer.objection')}</Badge>}
        </Group>
      ))}
      {customer.state === 'found' && <Acts customer={customer} />}
      {erased && <CertificateLinks id={customer.certificate_id} name={t('customer.request')} />}
    </Stack>
  );
}

/** Opens what is held in this page: fetches the sealed file, and gives it to the downloads in the clear. */
async function fetchFile(request: Customer, reader: Reader): Promise<void> {
  const params = { path: { request_id: request.id } };
  let state = await read(api.POST('/api/person-requests/{request_id}/file', { params }));
  while (state.state === 'writing') {
    await pause();
    state = await read(api.GET('/api/person-requests/{request_id}', { params }));
  }
  const sealed = await read(
    api.GET('/api/person-requests/{request_id}/file', { params, parseAs: 'arrayBuffer' }),
  );
  const page = await reader.open(request.id, sealed as unknown as ArrayBuffer);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(page);
  link.download = `${request.found[0]?.reference ?? 'client'}.html`;
  link.click();
  URL.revokeObjectURL(link.href);
  readers.delete(request.id);
}

function Acts({ customer }: { customer: Customer }) {
  const { t } = useTranslation('ending');
  const client = useQueryClient();
  const toast = useErrorToast();
  const partner = useMe().role === 'partner';
  const [asking, ask] = useState(false);
  const reader = readers.get(customer.id);
  const settled = () => client.invalidateQueries(customersQuery);
  const file = useMutation({
    mutationFn: (key: Reader) => fetchFile(customer, key),
    onSuccess: () => toastDone(t('customer.saved')),
    onError: toast,
    onSettled: settled,
  });
  const erase = useMutation({
    mutationFn: (passphrase: string) =>
      api.POST('/api/person-requests/{request_id}/erasure', {
        params: { path: { request_id: customer.id } },
        body: { passphrase },
      }),
    onSuccess: () => {
      ask(false);
      toastDone(partner ? t('destroy.ordered') : t('destroy.asked'));
    },
    onSettled: () => client.invalidateQueries(),
  });
  if (customer.approval_id) return <Text fw={600}>{t('panel.waits')}</Text>;
  return (
    <Stack gap="xs">
      {customer.found.some(({ objection }) => objection) && (
        <Alert color="blue">{t('customer.objection_text')}</Alert>
      )}
      <Group gap="sm">
        {reader && (
          <Button
            variant="default"
            size="sm"
            leftSection={<IconDownload size={18} aria-hidden="true" />}
            loading={file.isPending}
            onClick={() => file.mutate(reader)}
          >
            {t('customer.file')}
          </Button>
        )}
        <Button
          variant="light"
          color="red"
          size="sm"
          leftSection={<IconUserX size={18} aria-hidden="true" />}
          onClick={() => ask(true)}
        >
          {partner ? t('customer.erase') : t('customer.ask_erase')}
        </Button>
      </Group>
      {asking && (
        <PassphraseDialog
          title={t('customer.erase_title')}
          consequences={[
            t('customer.erase_records'),
            t('customer.erase_kept'),
            partner ? t('destroy.certificate') : t('destroy.four_eyes'),
          ]}
          action={partner ? t('customer.erase') : t('customer.ask_erase')}
          pending={erase.isPending}
          error={erase.error}
          onConfirm={(passphrase) => erase.mutate(passphrase)}
          onClose={() => ask(false)}
        />
      )}
    </Stack>
  );
}
