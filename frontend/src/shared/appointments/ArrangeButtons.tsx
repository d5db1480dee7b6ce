import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format';
import { Dialog } from '../ui/Dialog';
import { type Arranged, type Offered, type Reason, useCancel, useMove } from './arranging';
import { SlotField, Why } from './Fields';

interface ArrangeProps {
  appointment: Arranged;
  slots: Offered[] | undefined;
}

/** The two things that happen to an appointment ahead without a call. */
export function ArrangeButtons({ appointment, slots }: ArrangeProps) {
  const { t } = useTranslation('appointments');
  const [open, setOpen] = useState<'move' | 'cancel' | null>(null);
  const { name } = appointment;
  const close = () => setOpen(null);
  return (
    <>
      <Group gap="xs" wrap="nowrap">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('move_named', { name })}
          onClick={() => setOpen('move')}
        >
          {t('move')}
        </Button>
        <Button
          size="compact-sm"
          variant="outline"
          color="red"
          aria-label={t('cancel_named', { name })}
          onClick={() => setOpen('cancel')}
        >
          {t('cancel')}
        </Button>
      </Group>
      {open === 'move' && <Move appointment={appointment} slots={slots} onClose={close} />}
      {open === 'cancel' && <Cancel appointment={appointment} onClose={close} />}
    </>
  );
}

function useWhen(appointment: Arranged): string {
  const format = useFormat();
  const { starts_at, zone, place } = appointment;
  return `${format.day(starts_at, zone)}, ${format.time(starts_at, zone)} · ${place}`;
}

function Move({ appointment, slots, onClose }: ArrangeProps & { onClose: () => void }) {
  const { t } = useTranslation('appointments');
  const [slot, setSlot] = useState<string | null>(null);
  const [reason, setReason] = useState<Reason | null>(null);
  const move = useMove(appointment.id, onClose);
  const others = slots?.filter(({ id }) => id !== appointment.slot_id);
  return (
    <Dialog
      title={t('move_title', { name: appointment.name })}
      submit={t('move_submit')}
      ready={slot !== null && reason !== null}
      pending={move.isPending}
      error={move.error}
      onSubmit={() => slot && reason && move.mutate({ slot_id: slot, reason })}
      onClose={onClose}
    >
      <Text>{t('now', { when: useWhen(appointment) })}</Text>
      <SlotField slots={others} value={slot} onChange={setSlot} />
      <Why value={reason} onChange={setReason} />
      <Text size="sm" c="dimmed">
        {t('move_text')}
      </Text>
    </Dialog>
  );
}

function Cancel({ appointment, onClose }: { appointment: Arranged; onClose: () => void }) {
  const { t } = useTranslation('appointments');
  const [reason, setReason] = useState<Reason | null>(null);
  const cancel = useCancel(appointment.id, onClose);
  return (
    <Dialog
      title={t('cancel_title', { name: appointment.name })}
      submit={t('cancel_submit')}
      dismiss={t('keep')}
      ready={reason !== null}
      pending={cancel.isPending}
      error={cancel.error}
      onSubmit={() => reason && cancel.mutate(reason)}
      onClose={onClose}
    >
      <Text>{t('now', { when: useWhen(appointment) })}</Text>
      <Why value={reason} onChange={setReason} />
      <Text size="sm" c="dimmed">
        {t('cancel_text')}
      </Text>
    </Dialog>
  );
}
