import { Group, MultiSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { isApiError } from '../api/errors';
import { instantOf } from '../shared/callbacks/instant';
import { Dialog } from '../shared/ui/Dialog';
import { toastDone } from '../shared/ui/errors';
import { teamsQuery } from './control';

interface PlanShiftProps {
  day: string;
  zone: string;
  onClose: () => void;
}

const RULES = ['too_long', 'overlap', 'rest', 'sunday', 'past'] as const;

/** The same hours for one or several apprentices; what breaks working time says which rule. */
export function PlanShift({ day, zone, onClose }: PlanShiftProps) {
  const { t } = useTranslation('shifts');
  const client = useQueryClient();
  const { data } = useQuery(teamsQuery);
  const [people, setPeople] = useState<string[]>([]);
  const [date, setDate] = useState(day);
  const [from, setFrom] = useState('07:00');
  const [to, setTo] = useState('12:00');
  const at = (clock: string) => {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    return instantOf(date, hours * 60 + minutes, zone).toISOString();
  };
  const plan = useMutation({
    mutationFn: () =>
      api.POST('/api/shifts', {
        body: {
          agent_ids: people,
          planned_from: at(from),
          planned_to: at(to),
        },
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['shifts'] });
      toastDone(t('plan.done'));
      onClose();
    },
  });
  const rule = isApiError(plan.error, 'shift_refused')
    ? RULES.find(
        (each) => plan.error && isApiError(plan.error) && each === plan.error.fields[0]?.code,
      )
    : undefined;
  return (
    <Dialog
      title={t('plan.title')}
      submit={t('plan.submit')}
      ready={people.length > 0 && from < to}
      pending={plan.isPending}
      error={rule ? null : plan.error}
      onSubmit={() => plan.mutate()}
      onClose={onClose}
    >
      <MultiSelect
        label={t('plan.who')}
        placeholder={people.length === 0 ? t('plan.who_hint') : undefined}
        data={data?.agents.map(({ id, display_name: label }) => ({ value: id, label })) ?? []}
        value={people}
        onChange={setPeople}
        searchable
        hidePickedOptions
        size="md"
        data-autofocus
      />
      <Group grow align="flex-start">
        <TextInput
          type="date"
          label={t('day')}
          value={date}
          onChange={(event) => setDate(event.currentTarget.value)}
        />
        <TextInput
          type="time"
          label={t('plan.from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
          error={rule && t(`plan.why.${rule}`)}
        />
        <TextInput
          type="time"
          label={t('plan.to')}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          error={from < to ? undefined : t('plan.wrong')}
        />
      </Group>
    </Dialog>
  );
}
