import {
  ActionIcon,
  Badge,
  Button,
  Group,
  Menu,
  Paper,
  Select,
  Table,
  Text,
  TextInput,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconDots,
  IconDownload,
  IconKey,
  IconSearch,
  IconTrash,
  IconUserCheck,
  IconUserOff,
  IconUserPlus,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useMe } from '../api/session';
import type { Role } from '../api/types';
import { PassphraseDialog } from '../shared/ending/PassphraseDialog';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { AddPerson } from './AddPerson';
import { PassphraseSlip } from './PassphraseSlip';
import { type NewPassphrase, type Person, peopleQuery } from './queries';

const roles: Role[] = ['agent', 'supervisor', 'trainer', 'partner', 'administrator', 'auditor'];

export function People() {
  const { t } = useTranslation(['admin', 'common']);
  const { data, error, refetch } = useQuery(peopleQuery);
  const [adding, add] = useDisclosure();
  const [slip, setSlip] = useState<NewPassphrase | null>(null);
  const [erasing, setErasing] = useState<Person | null>(null);
  const [search, setSearch] = useState('');
  const [role, setRole] = useState<string | null>(null);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const wanted = search.trim().toLocaleLowerCase();
  const shown = data.filter(
    (person) =>
      (role === null || person.role === role) &&
      `${person.display_name} ${person.sign_in} ${person.home ?? ''}`
        .toLocaleLowerCase()
        .includes(wanted),
  );
  return (
    <Page
      title={t('people.title')}
      text={t('people.text')}
      actions={
        <Button leftSection={<IconUserPlus size={19} />} onClick={add.open}>
          {t('people.add')}
        </Button>
      }
    >
      <Paper p="md">
        <Group mb="sm">
          <TextInput
            size="sm"
            flex="1 1 220px"
            leftSection={<IconSearch size={17} />}
            aria-label={t('people.search')}
            placeholder={t('people.search')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <Select
            size="sm"
            w={200}
            aria-label={t('people.role')}
            placeholder={t('people.all_roles')}
            clearable
            value={role}
            onChange={setRole}
            data={roles.map((each) => ({ value: each, label: t(`common:role.${each}`) }))}
          />
        </Group>
        {shown.length === 0 ? (
          <EmptyState title={t('people.none')} text={t('people.none_text')} />
        ) : (
          <WideTable minWidth={720}>
            <Table verticalSpacing="xs">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('people.name')}</Table.Th>
                  <Table.Th>{t('people.sign_in')}</Table.Th>
                  <Table.Th>{t('people.role')}</Table.Th>
                  <Table.Th>{t('people.home')}</Table.Th>
                  <Table.Th>{t('people.state')}</Table.Th>
                  <Table.Th aria-label={t('people.actions')} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((person) => (
                  <Row
                    key={person.id}
                    person={person}
                    onPassphrase={setSlip}
                    onErase={setErasing}
                  />
                ))}
              </Table.Tbody>
            </Table>
          </WideTable>
        )}
      </Paper>
      {adding && (
        <AddPerson
          roles={roles}
          onClose={add.close}
          onAdded={(made) => {
            add.close();
            setSlip(made);
          }}
        />
      )}
      {erasing && <EraseTraining person={erasing} onClose={() => setErasing(null)} />}
      {slip && <PassphraseSlip made={slip} onClose={() => setSlip(null)} />}
    </Page>
  );
}

interface RowProps {
  person: Person;
  onPassphrase: (made: NewPassphrase) => void;
  onErase: (person: Person) => void;
}

function Row({ person, onPassphrase, onErase }: RowProps) {
  const { t } = useTranslation(['admin', 'common']);
  const active = person.state === 'active';
  const colour = !active ? 'gray' : person.must_change_passphrase ? 'orange' : 'teal';
  const word =
    person.state !== 'active' ? person.state : person.must_change_passphrase ? 'awaited' : 'active';
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600} c={active ? undefined : 'dimmed'}>
          {person.display_name}
        </Text>
      </Table.Td>
      <Table.Td ff="monospace">{person.sign_in}</Table.Td>
      <Table.Td>{t(`common:role.${person.role}`)}</Table.Td>
      <Table.Td>{person.home ?? '–'}</Table.Td>
      <Table.Td>
        <Badge color={colour}>{t(`people.states.${word}`)}</Badge>
      </Table.Td>
      <Table.Td ta="right">
        <PersonMenu person={person} onPassphrase={onPassphrase} onErase={onErase} />
      </Table.Td>
    </Table.Tr>
  );
}

function PersonMenu({ person, onPassphrase, onErase }: RowProps) {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const toast = useErrorToast();
  const me = useMe();
  const params = { path: { user_id: person.id } };
  const settled = { onError: toast, onSettled: () => client.invalidateQueries(peopleQuery) };
  const reset = useMutation({
    mutationFn: () => read(api.POST('/api/users/{user_id}/passphrase', { params })),
    onSuccess: onPassphrase,
    ...settled,
  });
  const change = useMutation({
    mutationFn: (state: 'active' | 'disabled') =>
      read(api.PATCH('/api/users/{user_id}', { params, body: { state } })),
    onSuccess: ({ state, display_name: name }) =>
      toastDone(t(state === 'active' ? 'people.enabled' : 'people.disabled', { name })),
    ...settled,
  });
  const own = person.id === me.id;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          loading={reset.isPending || change.isPending}
          aria-label={t('people.actions_for', { name: person.display_name })}
        >
          <IconDots size={19} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconKey size={18} />}
          disabled={own || person.state === 'disabled'}
          onClick={() => reset.mutate()}
        >
          {t('people.reset')}
        </Menu.Item>
        {person.state === 'active' ? (
          <Menu.Item
            color="red"
            leftSection={<IconUserOff size={18} />}
            disabled={own}
            onClick={() => change.mutate('disabled')}
          >
            {t('people.disable')}
          </Menu.Item>
        ) : (
          <Menu.Item
            leftSection={<IconUserCheck size={18} />}
            disabled={person.erased}
            onClick={() => change.mutate('active')}
          >
            {t('people.enable')}
          </Menu.Item>
        )}
        {person.role === 'agent' && (
          <Menu.Item
            component="a"
            href={`/api/users/${person.id}/training-data`}
            download
            leftSection={<IconDownload size={18} />}
          >
            {t('people.training.take')}
          </Menu.Item>
        )}
        {person.role === 'agent' && person.state === 'disabled' && !person.erased && (
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={18} />}
            onClick={() => onErase(person)}
          >
            {t('people.training.erase')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What a person learnt and was told goes for good; the law's proofs stay. */
function EraseTraining({ person, onClose }: { person: Person; onClose: () => void }) {
  const { t } = useTranslation('admin');
  const erase = useMutation({
    mutationFn: (passphrase: string) =>
      api.POST('/api/users/{user_id}/training-data/erasure', {
        params: { path: { user_id: person.id } },
        body: { passphrase },
      }),
    onSuccess: () => {
      toastDone(t('people.training.ordered'));
      onClose();
    },
  });
  return (
    <PassphraseDialog
      title={t('people.training.title', { name: person.display_name })}
      consequences={[
        t('people.training.goes'),
        t('people.training.stays'),
        t('people.training.four_eyes'),
      ]}
      action={t('people.training.do')}
      pending={erase.isPending}
      error={erase.error}
      onConfirm={(passphrase) => erase.mutate(passphrase)}
      onClose={onClose}
    />
  );
}
