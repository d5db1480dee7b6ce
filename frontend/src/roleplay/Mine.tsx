import { Badge, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { Panel } from '../shared/ui/Page';
import { rolePlaysQuery } from './queries';

const GOING_ON = ['invited', 'ready', 'talking', 'wrap_up', 'awaiting'];

/** The trainer's role-plays that are not over: under way, or waiting for marks. */
export function MyRolePlays() {
  const { t } = useTranslation('roleplay');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const { data } = useQuery(rolePlaysQuery);
  const open = data?.filter(({ state }) => GOING_ON.includes(state)) ?? [];
  if (open.length === 0) return null;
  return (
    <Panel title={t('mine.title')}>
      {open.map((play) => (
        <Group key={play.id} justify="space-between" py={4}>
          <Link to="/trainer/role-plays/$id" params={{ id: play.id }}>
            {play.alias} · {play.title}
          </Link>
          <Group gap="sm">
            <Text size="sm" c="dimmed">
              {format.dateTime(play.invited_at, zone)}
            </Text>
            <Badge color={play.state === 'awaiting' ? 'orange' : 'cobalt'}>
              {t(`short.${play.state}`)}
            </Badge>
          </Group>
        </Group>
      ))}
    </Panel>
  );
}
