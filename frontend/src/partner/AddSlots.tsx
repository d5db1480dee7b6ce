import {
  Alert,
  Autocomplete,
  Button,
  Chip,
  Group,
  Modal,
  NumberInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useFormat } from '../shared/format';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { PlaceClock } from './PlaceClock';
import { type SlotCreate, slotsQuery } from './queries';
import { addDays, minutesOfClock, slotsOf } from './week';

/** The server takes so many at once. */
const MOST = 200;

interface AddSlotsProps {
  monday: string;
  zone: string;
  places: string[];
  onClose: () => void;
}

/** Several slots from one description: days, hours, length, weeks. */
export function AddSlots({ monday, zone, places, onClose }: AddSlotsProps) {
  const { t } = useTranslation(['partner', 'common']);
  const format = useFormat();
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const [weekdays, setWeekdays] = useState<string[]>(['0', '1', '2', '3', '4']);
  const [from, setFrom] = useState('09:00');
  const [to, setTo] = useState('12:00');
  const [length, setLength] = useState(60);
  const [weeks, setWeeks] = useState(1);
  const [capacity, setCapacity] = useState(1);
  const [notice, setNotice] = useState(0);
  const [place, setPlace] = useState(places[0] ?? '');
  const [clock, setClock] = useState(zone);

  const series = {
    monday,
    weekdays: weekdays.map(Number),
    weeks,
    from: minutesOfClock(from) ?? 0,
    to: minutesOfClock(to) ?? 0,
    length,
    place: place.trim(),
    capacity,
    notice: notice * 60,
    zone: clock,
  };
  const slots = slotsOf(series, Date.now());
  const save = useMutation({
    mutationFn: (body: SlotCreate[]) => read(api.POST('/api/slots', { body })),
    onSuccess: async (made) => {
      await client.invalidateQueries(slotsQuery);
      toastDone(t('slots.added', { count: made.length }));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate(slots);
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      title={
        <Text component="span" fw={650} size="xl">
          {t('slots.add')}
        </Text>
      }
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <div>
            <Text fw={500} size="sm" mb={6} id="slot-days">
              {t('slots.days')}
            </Text>
            <Chip.Group multiple value={weekdays} onChange={setWeekdays}>
              <Group gap="xs" role="group" aria-labelledby="slot-days">
                {Array.from({ length: 7 }, (_, index) => addDays(monday, index)).map(
                  (day, index) => (
                    <Chip key={day} value={String(index)}>
                      {format.shortDay(`${day}T00:00:00Z`, 'UTC')}
                    </Chip>
                  ),
                )}
              </Group>
            </Chip.Group>
          </div>
          <Group grow align="flex-start">
            <TextInput
              type="time"
              label={t('slots.from')}
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
              required
              withAsterisk={false}
            />
            <TextInput
              type="time"
              label={t('slots.to')}
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
              required
              withAsterisk={false}
            />
            <NumberInput
              size="md"
              label={t('slots.length')}
              min={10}
              max={720}
              step={5}
              value={length}
              onChange={(value) => setLength(Number(value) || 0)}
            />
          </Group>
          <Autocomplete
            size="md"
            label={t('slots.place')}
            description={t('slots.place_text')}
            data={places}
            value={place}
            onChange={setPlace}
            maxLength={80}
            required
            withAsterisk={false}
          />
          <PlaceClock
            label={t('slots.clock')}
            description={t('slots.clock_text')}
            own={zone}
            value={clock}
            onChange={setClock}
          />
          <Group grow align="flex-start">
            <NumberInput
              size="md"
              label={t('slots.capacity')}
              min={1}
              max={50}
              value={capacity}
              onChange={(value) => setCapacity(Number(value) || 1)}
            />
            <NumberInput
              size="md"
              label={t('slots.weeks')}
              min={1}
              max={12}
              value={weeks}
              onChange={(value) => setWeeks(Number(value) || 1)}
            />
            <NumberInput
              size="md"
              label={t('slots.notice')}
              min={0}
              max={336}
              value={notice}
              onChange={(value) => setNotice(Number(value) || 0)}
            />
          </Group>
          <Alert color={slots.length > MOST ? 'red' : 'blue'} role="status">
            {slots.length > MOST
              ? t('slots.above', { most: MOST })
              : t('slots.will_add', { count: slots.length })}
          </Alert>
          {save.isError && (
            <Alert color="red" role="alert">
              {sentence(save.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:action.cancel')}
            </Button>
            <Button
              type="submit"
              loading={save.isPending}
              disabled={slots.length === 0 || slots.length > MOST || !place.trim()}
            >
              {t('slots.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
