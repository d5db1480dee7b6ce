import { Alert, Button, Group, List, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useFormat } from '../shared/format';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { MoveSlot } from './MoveSlot';
import { type Slot, slotAppointmentsQuery, slotsQuery } from './queries';

interface SlotActionsProps {
  slot: Slot;
  zone: string;
  /** Whether a dialog stands over the slot: a click into it is none beside the slot. */
  onDialog: (opened: boolean) => void;
}

/** What can be done with one slot: more or fewer places, closed, moved, withdrawn. */
export function SlotActions({ slot, zone, onDialog }: SlotActionsProps) {
  const { t } = useTranslation('partner');
  const client = useQueryClient();
  const toast = useErrorToast();
  const [capacity, setCapacity] = useState(slot.capacity);
  const told = { onOpen: () => onDialog(true), onClose: () => onDialog(false) };
  const [moving, move] = useDisclosure(false, told);
  const [withdrawing, withdraw] = useDisclosure(false, told);
  const change = useMutation({
    mutationFn: (body: { capacity?: number; closed?: boolean }) =>
      read(api.PATCH('/api/slots/{slot_id}', { params: { path: { slot_id: slot.id } }, body })),
    onSuccess: () => toastDone(t('slots.changed')),
    onError: toast,
    onSettled: () => client.invalidateQueries(slotsQuery),
  });
  return (
    <Stack gap="sm">
      <Group align="flex-end" wrap="nowrap" gap="xs">
        <NumberInput
          size="sm"
          label={t('slots.seats')}
          min={Math.max(1, slot.booked)}
          max={50}
          value={capacity}
          onChange={(value) => setCapacity(Number(value) || slot.capacity)}
        />
        <Button
          size="sm"
          flex="none"
          variant="default"
          disabled={capacity === slot.capacity}
          loading={change.isPending}
          onClick={() => change.mutate({ capacity })}
        >
          {t('slots.apply')}
        </Button>
      </Group>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => change.mutate({ closed: !slot.closed })}
        >
          {slot.closed ? t('slots.reopen') : t('slots.close')}
        </Button>
        {slot.booked === 0 && (
          <Button size="compact-sm" variant="default" onClick={move.open}>
            {t('slots.move')}
          </Button>
        )}
        <Button size="compact-sm" variant="outline" color="red" onClick={withdraw.open}>
          {t('slots.remove')}
        </Button>
      </Group>
      {moving && <MoveSlot slot={slot} zone={zone} onClose={move.close} />}
      {withdrawing && <Withdraw slot={slot} onClose={withdraw.close} />}
    </Stack>
  );
}

/** Before a slot goes: the appointments that go with it, for the partner has to tell these customers. */
function Withdraw({ slot, onClose }: { slot: Slot; onClose: () => void }) {
  const { t } = useTranslation(['partner', 'common']);
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const { data: concerned } = useQuery(slotAppointmentsQuery(slot.id));
  const params = { path: { slot_id: slot.id } };
  const withdraw = useMutation({
    mutationFn: (appointments: number) =>
      read(api.POST('/api/slots/{slot_id}/withdraw', { params, body: { appointments } })),
    onSuccess: async () => {
      toastDone(t('slots.removed'));
      onClose();
      await client.invalidateQueries(slotsQuery);
      await client.invalidateQueries({ queryKey: ['appointments'] });
    },
    onError: async (error) => {
      toast(error);
      await client.invalidateQueries(slotAppointmentsQuery(slot.id));
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
      title={
        <Text component="span" fw={650} size="xl">
          {t('slots.remove_title')}
        </Text>
      }
    >
      {concerned && concerned.length > 0 && (
        <Alert color="orange" title={t('slots.concerned', { count: concerned.length })} mb="md">
          <List size="sm" mb="xs">
            {concerned.map((each) => (
              <List.Item key={each.id}>
                {each.client_reference ?? t('appointments.unnamed')} · {each.campaign_name}
              </List.Item>
            ))}
          </List>
          {t('slots.concerned_text')}
        </Alert>
      )}
      {concerned?.length === 0 && <Text mb="md">{t('slots.nobody_concerned')}</Text>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common:action.cancel')}
        </Button>
        <Button
          color="red"
          disabled={!concerned}
          loading={withdraw.isPending}
          onClick={() => concerned && withdraw.mutate(concerned.length)}
        >
          {concerned && concerned.length > 0
            ? t('slots.remove_with', {
                count: concerned.length,
                formatted: format.number(concerned.length),
              })
            : t('slots.remove')}
        </Button>
      </Group>
    </Modal>
  );
}
