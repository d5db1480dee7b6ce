import { VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Wizard.module.css';

const steps = ['file', 'columns', 'consent', 'done'] as const;

/** Where one is on the way from a file to a list that can be called; 4 = all done. */
export function Steps({ active }: { active: 0 | 1 | 2 | 3 | 4 }) {
  const { t } = useTranslation('partner');
  // The next step starts at its top, wherever the last one was left.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change that matters
  useEffect(() => {
    // Newer browsers answer with a promise, which an effect must not return.
    void window.scrollTo(0, 0);
  }, [active]);
  return (
    <ol className={classes.steps} aria-label={t('wizard.steps')}>
      {steps.map((step, index) => {
        const state = index < active ? 'over' : index === active ? 'now' : 'later';
        return (
          <li
            key={step}
            className={classes.step}
            data-state={state}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <span className={classes.mark} aria-hidden="true">
              {state === 'over' ? <IconCheck size={18} stroke={3} /> : index + 1}
            </span>
            <span className={classes.stepLabel}>{t(`wizard.${step}`)}</span>
            {state === 'over' && <VisuallyHidden>{t('wizard.over')}</VisuallyHidden>}
          </li>
        );
      })}
    </ol>
  );
}
