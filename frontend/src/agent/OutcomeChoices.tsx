import { Text, Title } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutcomeChoice } from '../api/types';
import { Key } from '../shared/ui/Key';
import { choiceKey } from './keys';
import classes from './OutcomeChoices.module.css';
import { byGroup } from './phase';

interface OutcomeChoicesProps {
  outcomes: OutcomeChoice[];
  /** Positive outcomes wait until the opening was said. */
  closed: boolean;
  /** What the end of the call suggests: focused, so that Enter takes it. */
  suggestion: OutcomeChoice | undefined;
  onChoose: (choice: OutcomeChoice) => void;
}

/** Every outcome as a big labelled button with its key, grouped. */
export function OutcomeChoices({ outcomes, closed, suggestion, onChoose }: OutcomeChoicesProps) {
  const { t } = useTranslation('agent');
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const proposed = panel.current?.querySelector<HTMLElement>('[data-suggested]');
    (proposed ?? panel.current)?.focus({ preventScroll: proposed === null });
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const pressed = choiceKey(event);
    const choice = outcomes.find(({ key }) => key === pressed);
    if (!choice || (closed && choice.positive)) return;
    event.preventDefault();
    onChoose(choice);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: each key is repeated by the button that shows it
    <div ref={panel} id="outcome" tabIndex={-1} className={classes.panel} onKeyDown={onKeyDown}>
      <Title order={2} size="h4">
        {t('outcome.question')}
      </Title>
      <Text c="dimmed" size="sm">
        {t('outcome.keys')}
      </Text>
      <div className={classes.groups}>
        {byGroup(outcomes).map(([group, choices]) => (
          <section key={group} className={classes.group} data-group={group}>
            <h3 className={classes.heading}>{t(`group.${group}` as 'group.contact')}</h3>
            <div className={classes.choices}>
              {choices.map((choice) => (
                <button
                  key={choice.code}
                  type="button"
                  className={classes.choice}
                  data-suggested={choice === suggestion || undefined}
                  aria-keyshortcuts={choice.key}
                  disabled={closed && choice.positive}
                  onClick={() => onChoose(choice)}
                >
                  {closed && choice.positive ? (
                    <IconLock size={18} aria-hidden="true" />
                  ) : (
                    <Key name={choice.key} />
                  )}
                  <span>{choice.label}</span>
                </button>
              ))}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}
