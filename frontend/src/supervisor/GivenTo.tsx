import { Loader, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { type GivenTo as Choice, teamsQuery, useGive, type Work } from './control';
import { useMaySteer } from './queries';

interface GivenToProps {
  work: Work;
  name: string;
  value: Choice;
}

const EVERYBODY = 'everybody';

/** Whose work a campaign or a list is: everybody's, a team's or one person's. Takes effect at the next contact. */
export function GivenTo({ work, name, value }: GivenToProps) {
  const { t } = useTranslation('control');
  const maySteer = useMaySteer();
  const knowsPeople = ['supervisor', 'trainer'].includes(useMe().role);
  const { data } = useQuery({ ...teamsQuery, enabled: knowsPeople });
  const give = useGive();
  if (!data) return null;
  const groups = [
    {
      group: t('given.teams'),
      items: data.teams.map(({ id, name: label }) => ({ value: id, label })),
    },
    {
      group: t('given.people'),
      items: data.agents.map(({ id, display_name: label }) => ({ value: id, label })),
    },
  ].filter(({ items }) => items.length > 0);
  const known = new Set(data.teams.map(({ id }) => id));
  const present = value.team_id ?? value.agent_id ?? EVERYBODY;
  const listed = groups.some(({ items }) => items.some((item) => item.value === present));
  const gone = present !== EVERYBODY && !listed;
  const choose = (id: string | null) => {
    if (!id || id === present) return;
    const to = known.has(id) ? { team_id: id } : id === EVERYBODY ? {} : { agent_id: id };
    give.mutate({ work, to });
  };
  return (
    <Select
      size="sm"
      w={220}
      aria-label={t('given.label', { name })}
      data={[
        { value: EVERYBODY, label: t(`given.everybody.${work.kind}`) },
        ...(gone ? [{ value: present, label: t('given.gone') }] : []),
        ...groups,
      ]}
      value={present}
      onChange={choose}
      allowDeselect={false}
      readOnly={!maySteer || give.isPending}
      rightSection={give.isPending ? <Loader size={16} /> : undefined}
      error={gone}
    />
  );
}
