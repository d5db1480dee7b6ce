import { Badge, Button, Group, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandOut } from '../api/types';
import { Key } from '../shared/ui/Key';
import { keepStep, keptStep } from './draft';
import classes from './Script.module.css';

interface ScriptProps {
  handOutId: string;
  steps: HandOut['script']['steps'];
  /** Given once there may be an outcome to record. */
  onFinished: (() => void) | undefined;
}

/** What to say, one step at a time; arrows move, the list shows where we are. */
export function Script({ handOutId, steps, onFinished }: ScriptProps) {
  const { t } = useTranslation('agent');
  const [at, setAt] = useStep(handOutId, steps.length);
  const panel = useRef<HTMLDivElement>(null);
  const step = steps[at];
  const last = at === steps.length - 1;

  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
  }, []);

  if (!step) return null;
  const forward = () => (last ? onFinished?.() : setAt(at + 1));
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
        {steps.map(({ id, title }, index) => (
          <li key={id}>
            <button
              type="button"
              className={classes.step}
              data-done={index < at}
              aria-current={index === at ? 'step' : undefined}
              onClick={() => setAt(index)}
            >
              <span className={classes.number}>
                {index < at ? <IconCheck size={15} aria-label={t('script.done')} /> : index + 1}
              </span>
              {title}
            </button>
          </li>
        ))}
      </ol>
      <div className={classes.now} aria-live="polite">
        <Group gap="sm">
          <Title order={2} size="h4">
            {step.title}
          </Title>
          {step.required && <Badge color="cobalt">{t('script.required')}</Badge>}
        </Group>
        <Text className={classes.words}>{step.text}</Text>
      </div>
      <Group justify="space-between">
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
        <Button
          variant={last ? 'filled' : 'outline'}
          leftSection={<IconArrowRight size={20} />}
          rightSection={<Key name="→" on={last ? 'dark' : 'light'} />}
          onClick={forward}
          disabled={last && !onFinished}
        >
          {last ? t('script.to_outcome') : t('script.forward')}
        </Button>
      </Group>
    </div>
  );
}

/** The step shown, kept through a look at the outcome and through a reload. */
function useStep(handOutId: string, count: number) {
  const [at, setAt] = useState(() => Math.min(keptStep(handOutId), Math.max(0, count - 1)));
  const move = (to: number) => {
    keepStep(handOutId, to);
    setAt(to);
  };
  return [at, move] as const;
}
