import { Alert, Button, Group } from '@mantine/core';
import { IconInfoCircle, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandOut, OutcomeChoice, OutcomeRead } from '../api/types';
import { Key } from '../shared/ui/Key';
import { choose, type Draft, keepDraft, keptDraft } from './draft';
import { closesPositive } from './duties';
import { keys } from './keys';
import { OutcomeChoices } from './OutcomeChoices';
import { OutcomeForm } from './OutcomeForm';
import { fitting, suggested } from './phase';

interface OutcomePanelProps {
  handOut: HandOut;
  /** The call still runs: recording hangs up first. */
  live: boolean;
  /** Back to what is to be said. */
  onScript?: () => void;
  /** Open with this outcome already chosen. */
  initial?: OutcomeChoice | undefined;
  /** The recorded outcome that this one replaces. */
  corrects?: OutcomeRead;
  onRecorded: (outcome: OutcomeRead) => void;
}

/** First the outcome, then what that outcome needs. */
export function OutcomePanel(props: OutcomePanelProps) {
  const { handOut, live, onScript, initial, corrects, onRecorded } = props;
  const { t } = useTranslation('agent');
  const place = corrects ? `correction:${corrects.id}` : handOut.id;
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = keptDraft(place);
    return initial ? choose(kept, initial) : kept;
  });
  const change = (next: Draft) => {
    keepDraft(place, next);
    setDraft(next);
  };
  const outcomes = fitting(handOut);
  const closed = closesPositive(handOut);
  const chosen = outcomes.find(({ code }) => code === draft.code);
  const result = handOut.call?.result;

  if (chosen) {
    return (
      <OutcomeForm
        handOut={handOut}
        draftPlace={place}
        draft={draft}
        choice={chosen}
        live={live}
        corrects={corrects}
        onChange={change}
        onBack={() => change({ ...draft, code: null })}
        onRecorded={onRecorded}
      />
    );
  }
  return (
    <>
      {result && result !== 'answered' && !corrects && (
        <Alert mb="md" color="cobalt" icon={<IconInfoCircle />}>
          {t(`result.${result}`)}
        </Alert>
      )}
      {closed && (
        <Alert mb="md" color="orange" icon={<IconLock />} title={t('duties.closed')}>
          {live && onScript ? (
            <Group justify="space-between">
              {t('duties.say_first')}
              <Button
                size="sm"
                rightSection={<Key name={keys.said} on="dark" />}
                onClick={onScript}
              >
                {t('duties.to_script')}
              </Button>
            </Group>
          ) : (
            t('duties.too_late')
          )}
        </Alert>
      )}
      <OutcomeChoices
        outcomes={outcomes}
        closed={closed}
        suggestion={corrects ? undefined : suggested(outcomes, handOut.call)}
        onChoose={(choice) => change(choose(draft, choice))}
      />
    </>
  );
}
