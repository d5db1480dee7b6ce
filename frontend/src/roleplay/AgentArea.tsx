import { Alert, Button, Group } from '@mantine/core';
import { IconMasksTheater } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { keys, useFunctionKeys } from '../agent/keys';
import { workstationQuery } from '../agent/queries';
import { useFeed } from '../api/feed';
import { Key } from '../shared/ui/Key';
import { aboutRolePlay, callQuery, useJoin } from './queries';

/** Every page of an apprentice: a trainer who calls to a role-play is seen wherever one is. */
export function AgentArea() {
  const { pathname } = useLocation();
  return (
    <>
      {!pathname.startsWith('/agent/role-play/') && <Invitation />}
      <Outlet />
    </>
  );
}

function Invitation() {
  const { t } = useTranslation('roleplay');
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const again = () => void client.invalidateQueries({ ...callQuery, exact: true });
  // The desk of real calls has a feed of its own, which asks anew for both.
  useFeed({
    after: pathname === '/agent' ? null : 'now',
    onBatch: (events) => aboutRolePlay(events) && again(),
    onReload: again,
  });
  const { data } = useQuery(callQuery);
  const call = data?.call ?? null;
  const join = useJoin(call?.id);
  const open = () => call && navigate({ to: '/agent/role-play/$id', params: { id: call.id } });
  const invited = call?.state === 'invited';
  const go = () => {
    if (!call || join.isPending) return;
    if (!invited) void open();
    else join.mutate(true, { onSuccess: ({ call: now }) => now && void open() });
  };
  const byKey = () => {
    // A message of the supervisor's is read by the same key, and comes first.
    if (client.getQueryData(workstationQuery.queryKey)?.messages.length && pathname === '/agent')
      return;
    go();
  };
  useFunctionKeys(call ? { [keys.read]: byKey } : {});
  return (
    <div role="status">
      {call && (
        <Alert
          color="cobalt"
          icon={<IconMasksTheater />}
          title={t(invited ? 'invitation.title' : 'invitation.under_way', { name: call.trainer })}
          mb="md"
        >
          {invited && t('invitation.text', { title: call.title })}
          <Group gap="sm" mt="xs">
            <Button
              rightSection={<Key name={keys.read} on="dark" />}
              loading={join.isPending}
              onClick={go}
            >
              {t(invited ? 'invitation.accept' : 'invitation.go_on')}
            </Button>
            {invited && (
              <Button
                variant="default"
                disabled={join.isPending}
                onClick={() => join.mutate(false)}
              >
                {t('invitation.decline')}
              </Button>
            )}
          </Group>
        </Alert>
      )}
    </div>
  );
}
