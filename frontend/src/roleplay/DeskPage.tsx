import { Alert, Badge, Button, Group, Text } from '@mantine/core';
import { IconDoorExit, IconEar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CallBar } from '../agent/CallBar';
import { Contact } from '../agent/Contact';
import { ContactCardPanel } from '../agent/ContactCardPanel';
import { forget } from '../agent/draft';
import { HelpDialog } from '../agent/HelpDialog';
import { keys, useFunctionKeys } from '../agent/keys';
import { LineProvider } from '../agent/line';
import { canRecord, fitting, objectionOf, phaseOf } from '../agent/phase';
import { Dialogue } from '../agent/practice/Dialogue';
import { useHelp } from '../agent/practice/PracticeDesk';
import banner from '../agent/practice/PracticeDesk.module.css';
import { debriefQuery } from '../agent/practice/queries';
import type { View } from '../agent/Workstation';
import classes from '../agent/Workstation.module.css';
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
  const { t } = useTranslation(['roleplay', 'practice', 'agent']);
  const navigate = useNavigate();
  const { act, say, own, tick, leave } = useTurns(play.id);
  const help = useHelp();
  const [helping, setHelping] = useState(false);
  const phase = phaseOf(play);
  const handOut = play.hand_out;
  const [shown, setShown] = useState<{ phase: string; view: View } | null>(null);
  const view =
    shown?.phase === phase ? shown.view : phase === 'wrap_up' ? 'outcome' : ('script' as View);
  const setView = (next: View) => setShown({ phase, view: next });
  const busy = act.isPending;
  const run = (action: () => void) => () => {
    if (!busy) action();
  };
  const toggleHold = () => {
    if (play.on_hold) act.mutate({ kind: 'resume' });
    else if (play.can_hold) act.mutate({ kind: 'hold' });
  };
  const main = run(() => {
    if (phase === 'preparing') act.mutate({ kind: 'call' });
    else if (phase === 'talking') act.mutate({ kind: 'hang_up' });
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
  const stop = () => {
    forget(play.id);
    leave.mutate(undefined, { onSuccess: () => void navigate({ to: '/agent' }) });
  };
  return (
    <div className={classes.desk}>
      <Group justify="space-between" className={banner.banner}>
        <Group gap="sm">
          <Badge color="orange" size="lg">
            {t('desk.banner', { name: play.trainer })}
          </Badge>
          <Text fw={600} lang={handOut.card.language ?? undefined}>
            {play.title}
          </Text>
        </Group>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconDoorExit size={18} />}
          loading={leave.isPending}
          onClick={stop}
        >
          {t('practice:leave')}
        </Button>
      </Group>
      <CallBar
        workstation={play}
        phase={phase}
        status={status}
        busy={busy}
        onMain={main}
        onObjection={canObject ? object : undefined}
        onKnownPerson={undefined}
        onHelp={() => setHelping(true)}
        onPause={undefined}
        onHold={play.can_hold || play.on_hold ? run(toggleHold) : undefined}
      />
      <div className={banner.columns} data-view={view === 'script' ? 'script' : 'outcome'}>
        <ContactCardPanel handOut={handOut} onSkip={undefined} />
        <Dialogue
          practice={play}
          phase={phase}
          listening={view === 'script' && !helping}
          busy={busy || say.isPending}
          onAnswer={(choice) => !say.isPending && say.mutate({ kind: 'say', choice })}
          own={
            phase === 'talking' ? (
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
            ) : undefined
          }
        />
        <div className={banner.paper}>
          <Contact
            handOut={handOut}
            phase={phase}
            view={view}
            onView={setView}
            onSaid={(codes) => !tick.isPending && tick.mutate(codes)}
            onRecorded={() => forget(play.id)}
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
