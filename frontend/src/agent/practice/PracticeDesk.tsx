import { Badge, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '../../api/errors';
import type { Practice } from '../../api/types';
import { ErrorState } from '../../shared/ui/ErrorState';
import { Loading } from '../../shared/ui/Page';
import { forget } from '../draft';
import { LineProvider } from '../line';
import { Console } from './Console';
import { homeQuery, practiceLine, practiceQuery, usePractice } from './queries';

/** The desk on a simulated customer: the same card, call bar, script and outcomes as in a real call. */
export function PracticeDesk() {
  const { id } = useParams({ from: '/shell/agent/practice/call/$id' });
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(practiceQuery(id));
  const over = isApiError(error, 'practice_state');
  useEffect(() => {
    if (over) void navigate({ to: '/agent/practice/$id', params: { id }, replace: true });
  }, [over, id, navigate]);
  if (data) {
    return (
      <LineProvider value={practiceLine}>
        <Desk key={id} practice={data} />
      </LineProvider>
    );
  }
  if (error && !over) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading />;
}

function Desk({ practice }: { practice: Practice }) {
  const { t } = useTranslation('practice');
  const navigate = useNavigate();
  const client = useQueryClient();
  const { act, tick, leave } = usePractice(practice.id);
  const recorded = () => {
    forget(practice.id);
    void client.invalidateQueries(homeQuery);
    void navigate({ to: '/agent/practice/$id', params: { id: practice.id }, replace: true });
  };
  const stop = () => {
    forget(practice.id);
    leave.mutate(undefined, { onSuccess: () => void navigate({ to: '/agent/practice' }) });
  };
  return (
    <Console
      call={practice}
      status="live"
      banner={
        <>
          <Badge color="orange" size="lg">
            {t('banner')}
          </Badge>
          <Text fw={600} lang={practice.hand_out.card.language ?? undefined}>
            {practice.title}
          </Text>
          {practice.guided && <Badge color="gray">{t('guided')}</Badge>}
        </>
      }
      busy={act.isPending}
      leaving={leave.isPending}
      onDeed={(kind) => act.mutate({ kind, codes: [] })}
      onAnswer={(choice) => act.mutate({ kind: 'choose', choice, turn: practice.turn, codes: [] })}
      onSaid={(codes) => !tick.isPending && tick.mutate(codes)}
      onRecorded={recorded}
      onLeave={stop}
    />
  );
}
