import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { HandOut, OutcomeChoice } from '../api/types';
import { useFormat } from '../shared/format';
import type { Draft } from './draft';
import { useLine } from './line';
import { slotsQuery } from './queries';

interface SummaryProps {
  handOut: HandOut;
  draft: Draft;
  choice: OutcomeChoice;
}

/** One sentence of what will be recorded and what it does to the contact. */
export function Summary({ handOut, draft, choice }: SummaryProps) {
  const { t } = useTranslation('agent');
  const format = useFormat();
  const line = useLine();
  const zone = handOut.card.local_time_zone;
  const needsSlot = choice.needs.includes('slot');
  const { data: slots } = useQuery({ ...slotsQuery(line, handOut.id), enabled: needsSlot });
  const slot = needsSlot ? slots?.find(({ id }) => id === draft.slotId) : undefined;
  const when = choice.needs.includes('callback_at') ? draft.callbackAt : slot?.starts_at;
  const reason = choice.reasons.find(({ code }) => code === draft.reason);
  const parts = [
    choice.label,
    reason?.label,
    when && `${format.day(when, zone)}, ${format.time(when, zone)}`,
    choice.needs.includes('loyalty') && draft.score !== null && `${draft.score}/10`,
    choice.needs.includes('after_sales') && draft.satisfaction && `${draft.satisfaction}/5`,
  ];
  return (
    <div>
      <Text fw={600} size="lg">
        {parts.filter(Boolean).join(' · ')}
      </Text>
      <Text c="dimmed">{t(`effect.${choice.effect}`)}</Text>
    </div>
  );
}
