import { Button, Group } from '@mantine/core';
import { IconDoorExit } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ComponentProps, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client';
import type { FeedStatus } from '../../api/feed';
import type { HelpAbout, Practice } from '../../api/types';
import { toastDone, useErrorToast } from '../../shared/ui/errors';
import { CallBar } from '../CallBar';
import { Contact } from '../Contact';
import { ContactCardPanel } from '../ContactCardPanel';
import { HelpDialog } from '../HelpDialog';
import { keys, useFunctionKeys } from '../keys';
import { canRecord, fitting, objectionOf, type Phase, phaseOf } from '../phase';
import type { View } from '../Workstation';
import desk from '../Workstation.module.css';
import classes from './Console.module.css';
import { Dialogue } from './Dialogue';

/** What is done to the call itself, by its keys. */
type Deed = 'call' | 'hang_up' | 'hold' | 'resume';

interface ConsoleProps {
  call: Practice;
  status: FeedStatus;
  /** What it is, at the top: nobody takes it for a real call. */
  banner: ReactNode;
  /** An act on the call is under way: no second one until it is answered. */
  busy: boolean;
  /** Something is being said: no second answer until it is. */
  saying?: boolean;
  leaving: boolean;
  onDeed: (deed: Deed) => void;
  onAnswer: (choice: number) => void;
  onSaid: ComponentProps<typeof Contact>['onSaid'];
  onRecorded: () => void;
  onLeave: () => void;
  /** More to say than the answers offered. */
  own?: (phase: Phase) => ReactNode;
}

/** The console of real calls on somebody who plays the customer: card, talk, script and outcomes, by the same keys. */
export function Console(props: ConsoleProps) {
  const { call, busy, saying = false, onDeed } = props;
  const { t } = useTranslation(['practice', 'agent']);
  const help = useHelp();
  const [helping, setHelping] = useState(false);
  const phase = phaseOf(call);
  const handOut = call.hand_out;
  const [shown, setShown] = useState<{ phase: string; view: View } | null>(null);
  const view =
    shown?.phase === phase ? shown.view : phase === 'wrap_up' ? 'outcome' : ('script' as View);
  const setView = (next: View) => setShown({ phase, view: next });
  const run = (action: () => void) => () => {
    if (!busy) action();
  };
  const toggleHold = () => {
    if (call.on_hold) onDeed('resume');
    else if (call.can_hold) onDeed('hold');
  };
  const main = run(() => {
    if (phase === 'preparing') onDeed('call');
    else if (phase === 'talking') onDeed('hang_up');
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
  return (
    <div className={desk.desk}>
      <Group justify="space-between" className={classes.banner}>
        <Group gap="sm">{props.banner}</Group>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconDoorExit size={18} />}
          loading={props.leaving}
          onClick={props.onLeave}
        >
          {t('leave')}
        </Button>
      </Group>
      <CallBar
        workstation={call}
        phase={phase}
        status={props.status}
        busy={busy}
        onMain={main}
        onObjection={canObject ? object : undefined}
        onKnownPerson={undefined}
        onHelp={() => setHelping(true)}
        onPause={undefined}
        onHold={call.can_hold || call.on_hold ? run(toggleHold) : undefined}
      />
      <div className={classes.columns} data-view={view === 'script' ? 'script' : 'outcome'}>
        <ContactCardPanel handOut={handOut} onSkip={undefined} />
        <Dialogue
          practice={call}
          phase={phase}
          listening={view === 'script' && !helping}
          busy={busy || saying}
          onAnswer={(choice) => !busy && !saying && props.onAnswer(choice)}
          own={props.own?.(phase)}
        />
        <div className={classes.paper}>
          <Contact
            handOut={handOut}
            phase={phase}
            view={view}
            onView={setView}
            onSaid={props.onSaid}
            onRecorded={props.onRecorded}
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
function useHelp() {
  const { t } = useTranslation('agent');
  const toast = useErrorToast();
  return useMutation({
    mutationFn: (about: HelpAbout) => api.POST('/api/workstation/help', { body: { about } }),
    onSuccess: () => toastDone(t('help.done')),
    onError: toast,
  });
}
