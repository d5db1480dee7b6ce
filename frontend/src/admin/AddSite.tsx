import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { Dialog } from '../shared/ui/Dialog';
import { toastDone } from '../shared/ui/errors';
import { sitesQuery } from './queries';
import { ZoneSelect } from './ZoneSelect';

export function AddSite({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [zone, setZone] = useState('America/Guadeloupe');
  const create = useMutation({
    mutationFn: () => read(api.POST('/api/sites', { body: { name, time_zone: zone } })),
    onSuccess: () => {
      void client.invalidateQueries(sitesQuery);
      toastDone(t('sites.added'));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('sites.add')}
      submit={t('sites.create')}
      ready={!!name.trim()}
      pending={create.isPending}
      error={create.error}
      onClose={onClose}
      onSubmit={() => create.mutate()}
    >
      <TextInput
        label={t('sites.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        data-autofocus
      />
      <ZoneSelect value={zone} onChange={setZone} />
    </Dialog>
  );
}
