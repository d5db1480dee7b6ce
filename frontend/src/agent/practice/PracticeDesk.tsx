import { Badge, Button, Group, Text } from '@mantine/core';
import { IconDoorExit } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import { isApiError } from '../../api/errors';
import type { HelpAbout, Practice } from '../../api/types';
import { ErrorState } from '../../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../../shared/ui/errors';
import { Loading } from '../../shared/ui/Page';
import { CallBar } from '../CallBar';
import { Contact } from '../Contact';
import { ContactCardPanel } from '../ContactCardPanel';
import { forget } from '../draft';
import { HelpDialog } from '../HelpDialog';
import { keys, useFunctionKeys } from '../keys';
import { LineProvider } from '../line';
import { canRecord, fitting, objectionOf, phaseOf } from '../phase';
import type { View } from '../Workstation';
import desk from '../Workstation.module.css';
import { Dialogue } from './Dialogue';
import classes from './PracticeDesk.module.css';
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
  const { t } = useTranslation(['practice', 'agent']);
  const navigate = useNavigate();
  const client = useQueryClient();
  const { act, tick, leave } = usePractice(practice.id);
  const help = useHelp();
  const [helping, setHelping] = useState(false);
  const phase = phaseOf(practice);
  const handOut = practice.hand_out;
  const [shown, setShown] = useState<{ phase: string; view: View } | null>(null);
  const view =
    shown?.phase === phase ? shown.view : phase === 'wrap_up' ? 'outcome' : ('script' as View);
  const setView = (next: View) => setShown({ phase, view: next });
  const busy = act.isPending;
  const run = (action: () => void) => () => {
    if (!busy) action();
  };
  const toggleHold = () => {
    if (practice.on_hold) act.mutate({ kind: 'resume', codes: [] });
    else if (practice.can_hold) act.mutate({ kind: 'hold', codes: [] });
  };
  const main = run(() => {
    if (phase === 'preparing') act.mutate({ kind: 'call', codes: [] });
    else if (phase === 'talking') act.mutate({ kind: 'hang_up', codes: [] });
    else if (phase === 'on_hold') toggleHold();
    else if (phase === 'wrap_up') {
      setView('outcome');
      document.getElementById('outcome')?.focus();
    }
  });
  const recordable = canRecord(phase);
  const canObject = recordable && objectionOf(fitting(handOut)) !== undefined;
  const object = () => canObject && setView('objection');
  const toggle = () => recordable && setView(view === 'script' ? 'outcome' : 'script');
  useFunctionKeys(
    helping
      ? {}
      : {
          [keys.main]: main,
          [keys.panel]: toggle,
          [keys.objection]: object,
          [keys.hold]: run(toggleHold),
          [keys.help]: () => setHelping(true),
        },
  );
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
    <div className={desk.desk}>
      <Group justify="space-between" className={classes.banner}>
        <Group gap="sm">
          <Badge color="orange" size="lg">
            {t('banner')}
          </Badge>
          <Text fw={600} lang="fr">
            {practice.title}
          </Text>
          {practice.guided && <Badge color="gray">{t('guided')}</Badge>}
        </Group>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconDoorExit size={18} />}
          loading={leave.isPending}
          onClick={stop}
        >
          {t('leave')}
        </Button>
      </Group>
      <CallBar
        workstation={practice}
        phase={phase}
        status="live"
        busy={busy}
        onMain={main}
        onObjection={canObject ? object : undefined}
        onKnownPerson={undefined}
        onHelp={() => setHelping(true)}
        onPause={undefined}
        onHold={practice.can_hold || practice.on_hold ? run(toggleHold) : undefined}
      />
      <div className={classes.columns} data-view={view === 'script' ? 'script' : 'outcome'}>
        <ContactCardPanel handOut={handOut} onSkip={undefined} />
        <Dialogue
          practice={practice}
          phase={phase}
          listening={view === 'script' && !helping}
          busy={busy}
          onAnswer={(choice) =>
            !busy && act.mutate({ kind: 'choose', choice, turn: practice.turn, codes: [] })
          }
        />
        <div className={classes.paper}>
          <Contact
            handOut={handOut}
            phase={phase}
            view={view}
            onView={setView}
            onSaid={(codes) => !tick.isPending && tick.mutate(codes)}
            onRecorded={recorded}
          />
        </div>
      </div>
      <HelpDialog
        opened={helping}
        onClose={() => setHelping(false)}
        onAsk={(about) => {
          setHelping(false);
          help.mutate(about);
        }}
      />
    </div>
  );
}

/** A real person comes: help in practice is the help of the workstation. */
export function useHelp() {
  const { t } = useTranslation('agent');
  const toast = useErrorToast();
  return useMutation({
    mutationFn: (about: HelpAbout) => api.POST('/api/workstation/help', { body: { about } }),
    onSuccess: () => toastDone(t('help.done')),
    onError: toast,
  });
}
