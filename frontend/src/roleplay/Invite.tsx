import { Button, NativeSelect } from '@mantine/core';
import { IconMasksTheater } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/ui/Dialog';
import { groupQuery, scenariosQuery } from '../training/queries';
import { invite } from './queries';

interface InviteProps {
  /** One of the two is known from the page it stands on. */
  agent?: string;
  scenario?: string;
}

/** Opens a role-play: with whom, on which scenario. */
export function Invite({ agent, scenario }: InviteProps) {
  const { t } = useTranslation('roleplay');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconMasksTheater size={18} />}
        onClick={() => setOpen(true)}
      >
        {t('invite.open')}
      </Button>
      {open && <Form agent={agent} scenario={scenario} onClose={() => setOpen(false)} />}
    </>
  );
}

function Form({ agent, scenario, onClose }: InviteProps & { onClose: () => void }) {
  const { t } = useTranslation('roleplay');
  const navigate = useNavigate();
  const people = useQuery({ ...groupQuery, enabled: !agent });
  const library = useQuery({ ...scenariosQuery, enabled: !scenario });
  const [who, setWho] = useState(agent ?? '');
  const [what, setWhat] = useState(scenario ?? '');
  const [id] = useState(() => crypto.randomUUID());
  const begin = useMutation({
    mutationFn: () => invite(id, who, what),
    onSuccess: () => void navigate({ to: '/trainer/role-plays/$id', params: { id } }),
  });
  return (
    <Dialog
      title={t('invite.open')}
      submit={t('invite.submit')}
      ready={who !== '' && what !== ''}
      pending={begin.isPending}
      error={begin.error}
      onClose={onClose}
      onSubmit={() => begin.mutate()}
    >
      {!agent && (
        <NativeSelect
          label={t('invite.who')}
          description={t('invite.who_hint')}
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
          data={[
            { value: '', label: t('invite.choose') },
            ...(people.data ?? []).map(({ id: person, alias }) => ({
              value: person,
              label: alias,
            })),
          ]}
        />
      )}
      {!scenario && (
        <NativeSelect
          label={t('invite.what')}
          description={t('invite.what_hint')}
          value={what}
          onChange={(event) => setWhat(event.currentTarget.value)}
          data={[
            { value: '', label: t('invite.choose') },
            ...(library.data ?? []).map(({ code, title, level }) => ({
              value: code,
              label: `${title} · ${t('invite.level', { level })}`,
            })),
          ]}
        />
      )}
    </Dialog>
  );
}
