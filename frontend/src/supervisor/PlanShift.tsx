import { Alert, Group, MultiSelect, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { isApiError } from '../api/errors';
import { instantOf } from '../shared/callbacks/instant';
import { useFormat } from '../shared/format';
import { Dialog } from '../shared/ui/Dialog';
import { toastDone } from '../shared/ui/errors';
import { teamsQuery } from './control';
import { shiftsQuery } from './shift-queries';

interface PlanShiftProps {
  day: string;
  zone: string;
  onClose: () => void;
}

const RULES = [
  'too_long',
  'overlap',
  'rest',
  'sunday',
  'holiday',
  'days_in_row',
  'week',
  'full_time',
  'past',
] as const;

/** The same hours for one or several apprentices. What breaks working time says which rule and its source; beyond full
 * time, which the law only warns of, the supervisor may go by pressing once more. */
export function PlanShift({ day, zone, onClose }: PlanShiftProps) {
  const { t } = useTranslation('shifts');
  const client = useQueryClient();
  const format = useFormat();
  const { data } = useQuery(teamsQuery);
  const shifts = useQuery(shiftsQuery(day));
  const [people, setPeople] = useState<string[]>([]);
  const [date, setDate] = useState(day);
  const [from, setFrom] = useState('07:00');
  const [to, setTo] = useState('12:00');
  const at = (clock: string) => {
    const [hours = 0, minutes = 0] = clock.split(':').map(Number);
    return instantOf(date, hours * 60 + minutes, zone).toISOString();
  };
  const plan = useMutation({
    mutationFn: (beyond: boolean) =>
      api.POST('/api/shifts', {
        body: {
          agent_ids: people,
          planned_from: at(from),
          planned_to: at(to),
          beyond_full_time: beyond,
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
      submit={t(rule === 'full_time' ? 'plan.all_the_same' : 'plan.submit')}
      ready={people.length > 0 && from < to}
      pending={plan.isPending}
      error={rule ? null : plan.error}
      onSubmit={() => plan.mutate(rule === 'full_time')}
      onClose={onClose}
    >
      <MultiSelect
        label={t('plan.who')}
        placeholder={people.length === 0 ? t('plan.who_hint') : undefined}
        data={data?.agents.map(({ id, display_name: label }) => ({ value: id, label })) ?? []}
        value={people}
        onChange={(chosen) => {
          setPeople(chosen);
          plan.reset();
        }}
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
          onChange={(event) => {
            setDate(event.currentTarget.value);
            plan.reset();
          }}
        />
        <TextInput
          type="time"
          label={t('plan.from')}
          value={from}
          onChange={(event) => {
            setFrom(event.currentTarget.value);
            plan.reset();
          }}
        />
        <TextInput
          type="time"
          label={t('plan.to')}
          value={to}
          onChange={(event) => {
            setTo(event.currentTarget.value);
            plan.reset();
          }}
          error={from < to ? undefined : t('plan.wrong')}
        />
      </Group>
      {rule && (
        <Alert
          role="alert"
          color={rule === 'full_time' ? 'yellow' : 'red'}
          icon={<IconAlertTriangle size={20} aria-hidden="true" />}
          mt="md"
        >
          <Text>{t(`plan.why.${rule}`)}</Text>
          {rule !== 'past' && rule !== 'overlap' && shifts.data && (
            <Text size="sm" c="dimmed">
              {t('plan.source', {
                source: shifts.data.rules_source,
                day: format.shortDay(`${shifts.data.rules_version}T12:00:00Z`, 'UTC'),
              })}
            </Text>
          )}
        </Alert>
      )}
    </Dialog>
  );
}
