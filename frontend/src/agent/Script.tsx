import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconCheck, IconLock } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { HandOut } from '../api/types';
import { Key } from '../shared/ui/Key';
import { keepStep, keptStep } from './draft';
import { isSaid, nextDuty, openUntil } from './duties';
import { keys, useFunctionKeys } from './keys';
import type { Phase } from './phase';
import classes from './Script.module.css';

interface ScriptProps {
  handOut: HandOut;
  phase: Phase;
  /** Confirms that what stands there was said. */
  onSaid: (codes: HandOut['script']['steps'][number]['duties']) => void;
  /** Given once there may be an outcome to record. */
  onFinished: (() => void) | undefined;
}

/** What to say, one step at a time; arrows move, the list shows where we are. */
export function Script({ handOut, phase, onSaid, onFinished }: ScriptProps) {
  const { t } = useTranslation('agent');
  const { steps } = handOut.script;
  const until = openUntil(handOut, phase);
  const [at, setAt] = useStep(handOut.id, until);
  const panel = useRef<HTMLDivElement>(null);
  const step = steps[at];
  const last = at === steps.length - 1;
  const due = phase === 'talking' ? nextDuty(handOut) : null;
  const say = due && due.at === at ? () => onSaid(due.codes) : undefined;
  useFunctionKeys(say ? { [keys.said]: say } : {});

  useTellStep(handOut.id, at);

  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
  }, []);

  if (!step) return null;
  const forward = () => {
    if (say) return;
    if (last) onFinished?.();
    else setAt(at + 1);
  };
  const back = () => setAt(Math.max(0, at - 1));

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows repeat the buttons below for the keyboard
    <div
      ref={panel}
      tabIndex={-1}
      className={classes.script}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') forward();
        else if (event.key === 'ArrowLeft') back();
      }}
    >
      <ol className={classes.steps} aria-label={t('script.steps')}>
        {steps.map((each, index) => (
          <li key={each.id}>
            <button
              type="button"
              className={classes.step}
              data-done={isDone(handOut, phase, index, at) || undefined}
              aria-current={index === at ? 'step' : undefined}
              disabled={index > until}
              onClick={() => setAt(index)}
            >
              <span className={classes.number}>
                <Mark
                  done={isDone(handOut, phase, index, at)}
                  closed={index > until}
                  number={index + 1}
                />
              </span>
              {each.title}
            </button>
          </li>
        ))}
      </ol>
      <div className={classes.now} data-due={say ? true : undefined} aria-live="polite">
        <Group gap="sm">
          <Title order={2} size="h4">
            {step.title}
          </Title>
          {step.duties.length > 0 && <Badge color="cobalt">{t('script.required')}</Badge>}
        </Group>
        <Text className={classes.words}>{step.text}</Text>
      </div>
      <Group justify="space-between" align="center">
        <Button
          variant="default"
          leftSection={<IconArrowLeft size={20} />}
          rightSection={<Key name="←" />}
          onClick={back}
          className={at === 0 ? classes.absent : undefined}
          disabled={at === 0}
        >
          {t('script.back')}
        </Button>
        {say ? (
          <Group gap="md" className={classes.say}>
            <Text c="dimmed">{t('script.say_hint')}</Text>
            <Button
              size="xl"
              color="var(--good)"
              leftSection={<IconCheck size={26} />}
              rightSection={<Key name={keys.said} on="dark" />}
              onClick={say}
            >
              {t('script.said')}
            </Button>
          </Group>
        ) : (
          <Button
            variant={last ? 'filled' : 'outline'}
            leftSection={<IconArrowRight size={20} />}
            rightSection={<Key name="→" on={last ? 'dark' : 'light'} />}
            onClick={forward}
            disabled={last && !onFinished}
          >
            {last ? t('script.to_outcome') : t('script.forward')}
          </Button>
        )}
      </Group>
    </div>
  );
}

/** Reading fast over some steps tells the room where it ended. */
const TELL_AFTER_MS = 600;

/** Lets the supervisor see at which step the conversation is; nothing here waits for it. */
function useTellStep(handOutId: string, at: number) {
  useEffect(() => {
    const timer = window.setTimeout(() => {
      const params = { path: { hand_out_id: handOutId } };
      api.PUT('/api/hand-outs/{hand_out_id}/step', { params, body: { at } }).catch(() => undefined);
    }, TELL_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [handOutId, at]);
}

/** In a call what the law wants said is done once it was confirmed; everything else once it was read past. */
function isDone(handOut: HandOut, phase: Phase, index: number, at: number): boolean {
  const step = handOut.script.steps[index];
  const owes = step !== undefined && step.duties.length > 0;
  if (owes && (phase === 'talking' || phase === 'wrap_up')) return isSaid(handOut, step);
  return index < at;
}

function Mark({ done, closed, number }: { done: boolean; closed: boolean; number: number }) {
  const { t } = useTranslation('agent');
  if (done) return <IconCheck size={15} aria-label={t('script.done')} />;
  if (closed) return <IconLock size={14} aria-label={t('script.closed')} />;
  return number;
}

/** The step shown, kept through a look at the outcome and through a reload; saying a step opens the next. */
function useStep(handOutId: string, until: number) {
  const [kept, setKept] = useState(() => keptStep(handOutId));
  const before = useRef(until);
  const move = (to: number) => {
    keepStep(handOutId, to);
    setKept(to);
  };
  useEffect(() => {
    if (until > before.current) setKept((at) => (at >= before.current ? before.current + 1 : at));
    before.current = until;
  }, [until]);
  return [Math.min(kept, until), move] as const;
}
