import { ActionIcon, Button, Group, MultiSelect, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencil, IconTrash, IconUsersPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { Confirm } from '../shared/ui/Confirm';
import { Dialog } from '../shared/ui/Dialog';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Panel } from '../shared/ui/Page';
import classes from './CampaignStrip.module.css';
import { type Colleague, type Team, teamsQuery } from './control';
import { useMaySteer } from './queries';

/** The teams of the site: who is in which, made and changed here. */
export function Teams() {
  const { t } = useTranslation('control');
  const maySteer = useMaySteer();
  const { data, error, refetch } = useQuery(teamsQuery);
  const [editing, setEditing] = useState<Team | 'new' | null>(null);
  if (error) {
    return (
      <Panel title={t('teams.title')}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Panel>
    );
  }
  if (!data) return <Loading />;
  const add = maySteer && (
    <Button leftSection={<IconUsersPlus size={18} />} onClick={() => setEditing('new')}>
      {t('teams.add')}
    </Button>
  );
  return (
    <Panel title={t('teams.title')} aside={data.teams.length > 0 && add}>
      {data.teams.length === 0 ? (
        <EmptyState order={3} title={t('teams.none')} text={t('teams.none_text')} action={add} />
      ) : (
        <ul className={classes.list}>
          {data.teams.map((team) => (
            <Row
              key={team.id}
              team={team}
              agents={data.agents}
              onEdit={maySteer ? () => setEditing(team) : undefined}
            />
          ))}
        </ul>
      )}
      {editing && (
        <TeamForm
          team={editing === 'new' ? null : editing}
          agents={data.agents}
          onClose={() => setEditing(null)}
        />
      )}
    </Panel>
  );
}

interface RowProps {
  team: Team;
  agents: Colleague[];
  onEdit: (() => void) | undefined;
}

function Row({ team, agents, onEdit }: RowProps) {
  const { t } = useTranslation('control');
  const client = useQueryClient();
  const toast = useErrorToast();
  const [asking, ask] = useDisclosure();
  const remove = useMutation({
    mutationFn: () =>
      api.DELETE('/api/teams/{team_id}', { params: { path: { team_id: team.id } } }),
    onSuccess: () => toastDone(t('teams.removed')),
    onError: toast,
    onSettled: () => client.invalidateQueries(teamsQuery),
  });
  const members = agents.filter(({ id }) => team.members.includes(id));
  return (
    <li className={classes.row}>
      <div className={classes.who}>
        <Text fw={650}>{team.name}</Text>
        <Text size="sm" c={members.length ? 'dimmed' : 'red.8'}>
          {members.length
            ? members.map(({ display_name }) => display_name).join(', ')
            : t('teams.nobody')}
        </Text>
      </div>
      {onEdit && (
        <Group gap={4} wrap="nowrap">
          <Button
            variant="default"
            size="sm"
            leftSection={<IconPencil size={17} />}
            onClick={onEdit}
            aria-label={t('teams.edit_named', { name: team.name })}
          >
            {t('teams.edit')}
          </Button>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            loading={remove.isPending}
            onClick={ask.open}
            aria-label={t('teams.remove_named', { name: team.name })}
          >
            <IconTrash size={18} />
          </ActionIcon>
        </Group>
      )}
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t('teams.remove_title')}
        text={t('teams.remove_text', { name: team.name })}
        action={t('teams.remove')}
        onConfirm={() => remove.mutate()}
      />
    </li>
  );
}

interface TeamFormProps {
  team: Team | null;
  agents: Colleague[];
  onClose: () => void;
}

function TeamForm({ team, agents, onClose }: TeamFormProps) {
  const { t } = useTranslation('control');
  const client = useQueryClient();
  const [name, setName] = useState(team?.name ?? '');
  const [members, setMembers] = useState(team?.members ?? []);
  const save = useMutation({
    mutationFn: () => {
      const body = { name, members };
      if (!team) return read(api.POST('/api/teams', { body }));
      const params = { path: { team_id: team.id } };
      return read(api.PATCH('/api/teams/{team_id}', { params, body }));
    },
    onSuccess: () => {
      void client.invalidateQueries(teamsQuery);
      toastDone(t('teams.saved'));
      onClose();
    },
  });
  return (
    <Dialog
      title={team ? t('teams.edit_named', { name: team.name }) : t('teams.add')}
      submit={t('teams.save')}
      ready={!!name.trim()}
      pending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate()}
    >
      <TextInput
        label={t('teams.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={80}
        data-autofocus
      />
      <MultiSelect
        label={t('teams.members')}
        description={t('teams.members_text')}
        placeholder={members.length === 0 ? t('teams.members_hint') : undefined}
        data={agents.map(({ id, display_name: label }) => ({ value: id, label }))}
        value={members}
        onChange={setMembers}
        searchable
        hidePickedOptions
        size="md"
      />
    </Dialog>
  );
}
