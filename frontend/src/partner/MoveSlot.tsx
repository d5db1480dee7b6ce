import { Alert, Button, Group, Modal, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { dayKey, useFormat } from '../shared/format';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { PlaceClock } from './PlaceClock';
import { type Slot, slotsQuery } from './queries';
import { minutesOfClock, momentOf } from './week';

interface MoveSlotProps {
  slot: Slot;
  zone: string;
  onClose: () => void;
}

/** Another day, hour, place or notice for a slot nobody is booked on; times are on the clock of the place. */
export function MoveSlot({ slot, zone, onClose }: MoveSlotProps) {
  const { t } = useTranslation(['partner', 'common']);
  const format = useFormat();
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const [clock, setClock] = useState(slot.zone);
  const [day, setDay] = useState(dayKey(slot.starts_at, slot.zone));
  const [from, setFrom] = useState(format.time(slot.starts_at, slot.zone));
  const [to, setTo] = useState(format.time(slot.ends_at, slot.zone));
  const [place, setPlace] = useState(slot.place);
  const [notice, setNotice] = useState(slot.notice_minutes / 60);
  const at = (time: string) =>
    new Date(momentOf(day, minutesOfClock(time) ?? 0, clock)).toISOString();
  const move = useMutation({
    mutationFn: () =>
      read(
        api.PATCH('/api/slots/{slot_id}', {
          params: { path: { slot_id: slot.id } },
          body: {
            starts_at: at(from),
            ends_at: at(to),
            place: place.trim(),
            zone: clock,
            notice_minutes: Math.round(notice * 60),
          },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries(slotsQuery);
      toastDone(t('slots.changed'));
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!move.isPending) move.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      title={
        <Text component="span" fw={650} size="xl">
          {t('slots.move_title')}
        </Text>
      }
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            type="date"
            label={t('slots.day')}
            value={day}
            onChange={(event) => setDay(event.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <Group grow>
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
          </Group>
          <TextInput
            label={t('slots.place')}
            value={place}
            maxLength={80}
            onChange={(event) => setPlace(event.currentTarget.value)}
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
          <NumberInput
            size="md"
            label={t('slots.notice')}
            min={0}
            max={336}
            decimalScale={2}
            value={notice}
            onChange={(value) => setNotice(Number(value) || 0)}
          />
          {move.isError && (
            <Alert color="red" role="alert">
              {sentence(move.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:action.cancel')}
            </Button>
            <Button type="submit" loading={move.isPending} disabled={!day || !place.trim()}>
              {t('slots.move')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
