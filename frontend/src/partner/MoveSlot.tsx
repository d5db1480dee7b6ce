import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { dayKey, useFormat } from '../shared/format';
import { toastDone, useErrorSentence } from '../shared/ui/errors';
import { type Slot, slotsQuery } from './queries';
import { minutesOfClock, momentOf } from './week';

interface MoveSlotProps {
  slot: Slot;
  zone: string;
  onClose: () => void;
}

/** Another day, hour or place for a slot nobody is booked on. */
export function MoveSlot({ slot, zone, onClose }: MoveSlotProps) {
  const { t } = useTranslation(['partner', 'common']);
  const format = useFormat();
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const [day, setDay] = useState(dayKey(slot.starts_at, zone));
  const [from, setFrom] = useState(format.time(slot.starts_at, zone));
  const [to, setTo] = useState(format.time(slot.ends_at, zone));
  const [place, setPlace] = useState(slot.place);
  const at = (clock: string) =>
    new Date(momentOf(day, minutesOfClock(clock) ?? 0, zone)).toISOString();
  const move = useMutation({
    mutationFn: () =>
      read(
        api.PATCH('/api/slots/{slot_id}', {
          params: { path: { slot_id: slot.id } },
          body: { starts_at: at(from), ends_at: at(to), place: place.trim() },
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
