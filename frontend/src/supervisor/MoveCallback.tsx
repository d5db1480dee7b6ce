import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '../api/errors';
import { CallbackOffer } from '../shared/callbacks/CallbackOffer';
import { instantOf } from '../shared/callbacks/instant';
import { dayKey, useFormat } from '../shared/format';
import { useErrorSentence } from '../shared/ui/errors';
import { type Promised, useMoveCallback } from './callback-queries';

/** Another day and time, on the customer's clock; what the law forbids is answered with the next moment. */
export function MoveCallback({ callback, onClose }: { callback: Promised; onClose: () => void }) {
  const { t } = useTranslation(['callbacks', 'common']);
  const format = useFormat();
  const sentence = useErrorSentence();
  const { zone, id } = callback;
  const [day, setDay] = useState(dayKey(callback.due_at, zone));
  const [time, setTime] = useState(format.time(callback.due_at, zone));
  const move = useMoveCallback(onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [hours, minutes] = time.split(':').map(Number);
    if (!day || !time || move.isPending) return;
    const at = instantOf(day, (hours ?? 0) * 60 + (minutes ?? 0), zone).toISOString();
    move.mutate({ id, at });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      title={
        <Text component="span" fw={650} size="xl">
          {t('move.title', { reference: callback.reference })}
        </Text>
      }
    >
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">{t('move.zone', { place: format.zonePlace(zone) })}</Text>
          <Group grow>
            <TextInput
              type="date"
              size="md"
              label={t('pick.date')}
              value={day}
              onChange={(event) => setDay(event.currentTarget.value)}
            />
            <TextInput
              type="time"
              size="md"
              label={t('pick.time')}
              value={time}
              onChange={(event) => setTime(event.currentTarget.value)}
            />
          </Group>
          {move.isError &&
            (isApiError(move.error, 'callback_time') ? (
              <CallbackOffer
                at={move.error.nextAt}
                zone={zone}
                reason={move.error.fields[0]?.code ?? ''}
                onTake={(at) => move.mutate({ id, at })}
              />
            ) : (
              <Alert role="alert" color="red">
                {sentence(move.error)}
              </Alert>
            ))}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:action.cancel')}
            </Button>
            <Button type="submit" loading={move.isPending}>
              {t('move.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
