import { Alert } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandOut, OutcomeChoice, OutcomeRead } from '../api/types';
import { choose, type Draft, keepDraft, keptDraft } from './draft';
import { OutcomeChoices } from './OutcomeChoices';
import { OutcomeForm } from './OutcomeForm';
import { fitting, suggested } from './phase';

interface OutcomePanelProps {
  handOut: HandOut;
  /** The call still runs: recording hangs up first. */
  live: boolean;
  /** Open with this outcome already chosen. */
  initial?: OutcomeChoice | undefined;
  /** The recorded outcome that this one replaces. */
  corrects?: OutcomeRead;
  onRecorded: (outcome: OutcomeRead) => void;
}

/** First the outcome, then what that outcome needs. */
export function OutcomePanel({ handOut, live, initial, corrects, onRecorded }: OutcomePanelProps) {
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
      <OutcomeChoices
        outcomes={outcomes}
        suggestion={corrects ? undefined : suggested(outcomes, handOut.call)}
        onChoose={(choice) => change(choose(draft, choice))}
      />
    </>
  );
}
