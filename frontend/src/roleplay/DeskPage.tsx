import { Alert, Badge, Button, Text } from '@mantine/core';
import { IconEar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { forget } from '../agent/draft';
import { LineProvider } from '../agent/line';
import { Console } from '../agent/practice/Console';
import { debriefQuery } from '../agent/practice/queries';
import { isApiError } from '../api/errors';
import type { FeedStatus } from '../api/feed';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading } from '../shared/ui/Page';
import { type RolePlayDesk, rolePlayLine, useRolePlayDesk, useTurns } from './queries';
import { SayBox } from './SayBox';

/** The apprentice's desk of a role-play: the console of real calls, the trainer at the other end. */
export function DeskPage() {
  const { t } = useTranslation('roleplay');
  const { id } = useParams({ from: '/shell/agent/role-play/$id' });
  const navigate = useNavigate();
  const { data, error, refetch, status } = useRolePlayDesk(id);
  const over = isApiError(error, 'role_play_state');
  const debrief = useQuery({ ...debriefQuery(id), enabled: over, retry: false });
  const given = over && debrief.data !== undefined;
  useEffect(() => {
    if (given) void navigate({ to: '/agent/practice/$id', params: { id }, replace: true });
  }, [given, id, navigate]);
  if (over) {
    return (
      <EmptyState
        title={t('over.title')}
        text={t('over.text')}
        order={1}
        action={<Button onClick={() => void navigate({ to: '/agent' })}>{t('over.back')}</Button>}
      />
    );
  }
  if (data) {
    return (
      <LineProvider value={rolePlayLine}>
        <Desk key={id} play={data} status={status} />
      </LineProvider>
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading />;
}

function Desk({ play, status }: { play: RolePlayDesk; status: FeedStatus }) {
  const { t } = useTranslation('roleplay');
  const navigate = useNavigate();
  const { act, say, own, tick, leave } = useTurns(play.id);
  const stop = () => {
    forget(play.id);
    leave.mutate(undefined, { onSuccess: () => void navigate({ to: '/agent' }) });
  };
  return (
    <Console
      call={play}
      status={status}
      banner={
        <>
          <Badge color="orange" size="lg">
            {t('desk.banner', { name: play.trainer })}
          </Badge>
          <Text fw={600} lang={play.hand_out.card.language ?? undefined}>
            {play.title}
          </Text>
        </>
      }
      busy={act.isPending}
      saying={say.isPending}
      leaving={leave.isPending}
      onDeed={(kind) => act.mutate({ kind })}
      onAnswer={(choice) => say.mutate({ kind: 'say', choice })}
      onSaid={(codes) => !tick.isPending && tick.mutate(codes)}
      onRecorded={() => forget(play.id)}
      onLeave={stop}
      own={(phase) =>
        phase === 'talking' && (
          <>
            {play.lines.length === 0 && (
              <Alert color="gray" icon={<IconEar />} mt="sm">
                {t('desk.listen')}
              </Alert>
            )}
            <SayBox
              label={t('desk.say')}
              hint={t('desk.say_hint')}
              submit={t('desk.send')}
              pending={own.isPending}
              error={own.error}
              onSay={(words, id) => own.mutateAsync({ kind: 'say', words, id })}
            />
          </>
        )
      }
    />
  );
}
