import { Center, Loader, VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { FeedStatus } from '../api/feed';
import { sessionGate } from '../api/session-gate';
import type {
  HandOut,
  HelpAbout,
  OutcomeRead,
  PauseReason,
  Workstation as Snapshot,
} from '../api/types';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone } from '../shared/ui/errors';
import { CallBar } from './CallBar';
import { CallbackReminder } from './CallbackReminder';
import { Contact } from './Contact';
import { ContactCardPanel } from './ContactCardPanel';
import { DayPanel } from './DayPanel';
import { usePlace } from './desk';
import { forget } from './draft';
import { nextDuty } from './duties';
import { Elsewhere } from './Elsewhere';
import { FromStaff } from './FromStaff';
import { HelpDialog } from './HelpDialog';
import { IdlePanel } from './IdlePanel';
import { keys, useFunctionKeys } from './keys';
import { LapsedNotice } from './LapsedNotice';
import { dropLapsed, keepIfLapsed, keptLapsed } from './lapsed';
import { PauseDialog } from './PauseDialog';
import { canRecord, fitting, objectionOf, type Phase, phaseOf } from './phase';
import { useActions, useHeartbeat, useSendLapsed, useWorkstation } from './queries';
import classes from './Workstation.module.css';

/** One contact, one decision at a time. */
export function Workstation() {
  const { t } = useTranslation('agent');
  const { data, error, refetch, status } = useWorkstation();
  if (data) return <Desk workstation={data} status={status} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <Center h="60vh">
      <Loader aria-label={t('loading')} size="lg" />
    </Center>
  );
}

export interface LastOutcome {
  handOut: HandOut;
  outcome: OutcomeRead;
}

/** Which of the two the middle of the desk shows, and whether the customer's "no more calls" was pressed. */
export type View = 'script' | 'outcome' | 'objection';

/** A call that ends brings its result forward; a new contact starts with its script. */
function useView(handOutId: string | undefined, phase: Phase) {
  const place = `${handOutId}|${phase === 'wrap_up'}`;
  const [shown, setShown] = useState<{ place: string; view: View } | null>(null);
  const view = shown?.place === place ? shown.view : phase === 'wrap_up' ? 'outcome' : 'script';
  return [view, (next: View) => setShown({ place, view: next })] as const;
}

function Desk({ workstation, status }: { workstation: Snapshot; status: FeedStatus }) {
  const { t } = useTranslation('agent');
  const actions = useActions();
  const [dialog, setDialog] = useState<'help' | 'pause' | null>(null);
  const [last, setLast] = useState<LastOutcome | null>(null);
  const [correcting, setCorrecting] = useState(false);
  const phase = phaseOf(workstation);
  const handOut = workstation.hand_out;
  const [view, setView] = useView(handOut?.id, phase);
  const place = usePlace(workstation);
  useHeartbeat(!place.elsewhere && phase !== 'offline', handOut?.id);
  const [lapsed, setLapsed] = useState(keptLapsed);
  const sendLate = useSendLapsed(() => {
    dropLapsed();
    setLapsed(null);
  });
  useCleanUp(workstation, () => setLapsed(keptLapsed()));
  const sessionEnded = useSyncExternalStore(sessionGate.subscribe, sessionGate.isOpen);

  // What was said is confirmed on the side: it holds nothing up.
  const { say, readMessage, ...steps } = actions;
  const busy = Object.values(steps).some(({ isPending }) => isPending);
  const run = (action: () => void) => () => {
    if (!busy) action();
  };

  /** Shows the outcome; if it is there already, brings the keyboard back to it. */
  const toOutcome = () => {
    setView('outcome');
    document.getElementById('outcome')?.focus();
  };

  const toggleHold = () => {
    const call = handOut?.call;
    if (call?.state === 'answered') actions.hold.mutate({ call, held: call.held_at === null });
  };

  const heldBack = phase === 'pause' && workstation.state.paused_by_staff;
  const main = run(() => {
    if (heldBack) return;
    setCorrecting(false);
    if (phase === 'idle') actions.next.mutate();
    else if (phase === 'pause' || phase === 'offline') actions.resume.mutate();
    else if (!handOut) return;
    else if (phase === 'preparing') actions.call.mutate(handOut);
    else if (phase === 'wrap_up') toOutcome();
    else if (phase === 'on_hold') toggleHold();
    else actions.hangUp.mutate(handOut);
  });
  const knownPerson = run(() => {
    if (!handOut) return;
    setDialog(null);
    actions.release.mutate(
      { handOut, reason: 'known_person' },
      {
        onSuccess: () => {
          forget(handOut.id);
          toastDone(t('known_person.done'));
        },
      },
    );
  });
  const skip = (reason: 'skip' | 'not_now') => {
    if (handOut && !busy) actions.release.mutate({ handOut, reason });
  };
  const askHelp = (about: HelpAbout) => {
    setDialog(null);
    actions.help.mutate(about, { onSuccess: () => toastDone(t('help.done')) });
  };
  const pause = (reason: PauseReason | 'leave') => {
    setDialog(null);
    if (reason === 'leave') actions.leave.mutate();
    else actions.pause.mutate(reason);
  };

  const [message] = workstation.messages;
  const confirmRead = () => message && readMessage.mutate(message.id);
  const canPause = phase === 'idle';
  const recordable = canRecord(phase);
  const canObject = recordable && handOut !== null && objectionOf(fitting(handOut)) !== undefined;
  const togglePanel = () => recordable && setView(view === 'script' ? 'outcome' : 'script');
  const object = () => {
    if (!canObject) return;
    setDialog(null);
    setView('objection');
  };
  const toDuties = handOut && phase === 'talking' && view !== 'script' && nextDuty(handOut);

  useFunctionKeys(
    sessionEnded || place.elsewhere
      ? {}
      : dialog
        ? { [keys.objection]: object, [keys.knownPerson]: knownPerson }
        : {
            [keys.main]: main,
            [keys.panel]: lapsed && !handOut ? () => sendLate.mutate(lapsed) : togglePanel,
            [keys.objection]: object,
            [keys.knownPerson]: knownPerson,
            [keys.hold]: run(toggleHold),
            [keys.read]: confirmRead,
            [keys.help]: () => setDialog('help'),
            [keys.pause]: () => canPause && setDialog('pause'),
            ...(toDuties && { [keys.said]: () => setView('script') }),
          },
  );

  if (place.elsewhere) return <Elsewhere place={place} reference={handOut?.card.reference} />;
  return (
    <div className={classes.desk}>
      <CallBar
        workstation={workstation}
        phase={phase}
        status={status}
        busy={busy}
        onMain={heldBack ? undefined : main}
        onObjection={canObject ? object : undefined}
        onKnownPerson={handOut ? knownPerson : undefined}
        onHelp={() => setDialog('help')}
        onPause={canPause ? () => setDialog('pause') : undefined}
        onHold={phase === 'talking' || phase === 'on_hold' ? run(toggleHold) : undefined}
      />
      <FromStaff workstation={workstation} phase={phase} onRead={confirmRead} />
      <Announcer workstation={workstation} phase={phase} />
      <CallbackReminder callbacks={workstation.callbacks} inHand={handOut?.card.reference} />
      {lapsed && (
        <LapsedNotice
          lapsed={lapsed}
          byKey={!handOut}
          sending={sendLate.isPending}
          onSend={() => sendLate.mutate(lapsed)}
          onHelp={() => askHelp('question')}
          onDone={() => {
            dropLapsed();
            setLapsed(null);
          }}
        />
      )}
      <div className={classes.columns}>
        {handOut ? (
          <>
            <ContactCardPanel handOut={handOut} onSkip={phase === 'preparing' ? skip : undefined} />
            <Contact
              key={handOut.id}
              handOut={handOut}
              phase={phase}
              view={view}
              onView={setView}
              onSaid={(codes) => handOut.call && say.mutate({ call: handOut.call, codes })}
              onRecorded={(outcome) => setLast({ handOut, outcome })}
            />
          </>
        ) : (
          <>
            <DayPanel
              today={workstation.today}
              callbacks={workstation.callbacks}
              duty={workstation.duty}
              working={phase !== 'offline'}
            />
            <IdlePanel
              phase={phase}
              state={workstation.state}
              withdrawn={workstation.withdrawn}
              nothing={actions.next.data?.nothing ?? null}
              busy={busy}
              onMain={main}
              onPause={canPause ? () => setDialog('pause') : undefined}
              last={last}
              correcting={correcting}
              onCorrecting={setCorrecting}
              onCorrected={(outcome) => {
                setCorrecting(false);
                setLast((known) => known && { ...known, outcome });
              }}
            />
          </>
        )}
      </div>
      <HelpDialog opened={dialog === 'help'} onClose={() => setDialog(null)} onAsk={askHelp} />
      <PauseDialog opened={dialog === 'pause'} onClose={() => setDialog(null)} onPause={pause} />
    </div>
  );
}

/**
 * Once a contact has left the desk, nothing typed about it stays in the browser - unless its time ran out under
 * somebody's hands; the next starts at the top.
 */
function useCleanUp(workstation: Snapshot, onLeft: () => void) {
  const handOut = workstation.hand_out;
  const before = useRef(handOut);
  const told = useRef(onLeft);
  told.current = onLeft;
  useEffect(() => {
    const left = before.current;
    before.current = handOut;
    if (left?.id === handOut?.id) return;
    if (left) {
      keepIfLapsed(left, workstation);
      forget(left.id);
      told.current();
    }
    window.scrollTo({ top: 0 });
  }, [handOut, workstation]);
}

/** Says each change of state aloud to a screen reader, and in the window's title. */
function Announcer({ workstation, phase }: { workstation: Snapshot; phase: Phase }) {
  const { t } = useTranslation('agent');
  const result = workstation.hand_out?.call?.result;
  const sentence = phase === 'wrap_up' && result ? t(`result.${result}`) : t(`announce.${phase}`);
  useEffect(() => {
    document.title = `${t(`phase.${phase}`)} · callcenter`;
  }, [phase, t]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {sentence}
    </VisuallyHidden>
  );
}
