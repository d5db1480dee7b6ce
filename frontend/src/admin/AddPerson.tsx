import { Select, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { Role } from '../api/types';
import { languages, nameOf } from '../shared/i18n';
import { Dialog } from '../shared/ui/Dialog';
import {
  type NewPassphrase,
  type PersonCreate,
  partnersQuery,
  peopleQuery,
  sitesQuery,
} from './queries';

interface AddPersonProps {
  roles: Role[];
  onClose: () => void;
  onAdded: (made: NewPassphrase) => void;
}

/** Who, as what, and where they belong; the passphrase is the server's. */
export function AddPerson({ roles, onClose, onAdded }: AddPersonProps) {
  const { t } = useTranslation(['admin', 'common']);
  const client = useQueryClient();
  const sites = useQuery(sitesQuery).data ?? [];
  const partners = useQuery(partnersQuery).data ?? [];
  const [role, setRole] = useState<Role>('agent');
  const [name, setName] = useState('');
  const [signIn, setSignIn] = useState('');
  const [language, setLanguage] = useState('fr');
  const [chosen, setChosen] = useState<string | null>(null);

  const ofPartner = role === 'partner';
  const homes = ofPartner ? partners : sites;
  const anywhere = role === 'administrator' || role === 'auditor';
  const home =
    homes.find(({ id }) => id === chosen)?.id ??
    (homes.length === 1 && !anywhere ? homes[0]?.id : undefined) ??
    null;

  const create = useMutation({
    mutationFn: (body: PersonCreate) => read(api.POST('/api/users', { body })),
    onSuccess: (made) => {
      void client.invalidateQueries(peopleQuery);
      void client.invalidateQueries(sitesQuery);
      onAdded(made);
    },
  });

  return (
    <Dialog
      title={t('people.add')}
      submit={t('people.create')}
      ready={!!name.trim() && signIn.trim().length >= 2 && (anywhere || home !== null)}
      pending={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={() =>
        create.mutate({
          role,
          display_name: name,
          sign_in: signIn,
          language,
          site_id: ofPartner ? null : home,
          partner_id: ofPartner ? home : null,
        })
      }
    >
      <Select
        size="md"
        label={t('people.role')}
        data={roles.map((each) => ({ value: each, label: t(`common:role.${each}`) }))}
        value={role}
        onChange={(value) => value && setRole(value as Role)}
        allowDeselect={false}
        data-autofocus
      />
      <TextInput
        label={t('people.name')}
        description={role === 'agent' ? t('people.alias') : undefined}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        autoComplete="off"
      />
      <TextInput
        label={t('people.sign_in')}
        description={role === 'agent' ? t('people.badge') : undefined}
        value={signIn}
        onChange={(event) => setSignIn(event.currentTarget.value)}
        maxLength={60}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <Select
        size="md"
        label={ofPartner ? t('people.company') : t('people.site')}
        description={anywhere ? t('people.everywhere') : undefined}
        data={homes.map(({ id, name: label }) => ({ value: id, label }))}
        value={home}
        onChange={setChosen}
        clearable={anywhere}
        allowDeselect={anywhere}
      />
      <Select
        size="md"
        label={t('common:shell.language')}
        data={languages.map((each) => ({ value: each, label: nameOf(each) }))}
        value={language}
        onChange={(value) => value && setLanguage(value)}
        allowDeselect={false}
      />
    </Dialog>
  );
}
