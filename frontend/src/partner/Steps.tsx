import { Stepper } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Wizard.module.css';

/** Where one is on the way from a file to a list that can be called. */
export function Steps({ active }: { active: 0 | 1 | 2 | 3 | 4 }) {
  const { t } = useTranslation('partner');
  // The next step starts at its top, wherever the last one was left.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change that matters
  useEffect(() => {
    // Newer browsers answer with a promise, which an effect must not return.
    void window.scrollTo(0, 0);
  }, [active]);
  return (
    <Stepper
      active={active}
      size="sm"
      classNames={{ root: classes.steps, stepLabel: classes.stepLabel }}
      allowNextStepsSelect={false}
      aria-label={t('wizard.steps')}
    >
      <Stepper.Step label={t('wizard.file')} />
      <Stepper.Step label={t('wizard.columns')} />
      <Stepper.Step label={t('wizard.consent')} />
      <Stepper.Step label={t('wizard.done')} />
    </Stepper>
  );
}
