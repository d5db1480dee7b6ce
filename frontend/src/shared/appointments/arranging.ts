/** Appointments that are moved and cancelled without a call, by the centre and by the partner alike. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../../api/client';
import type { components } from '../../api/schema';
import { toastDone } from '../ui/errors';

type Schemas = components['schemas'];
export type Reason = Schemas['AppointmentCancel']['reason'];

export const REASONS = ['person_asks', 'partner_asks', 'mistake', 'other'] as const;

/** What both know of an appointment: which it is, how it is called here, when and where. */
export interface Arranged {
  id: string;
  slot_id: string;
  name: string;
  starts_at: string;
  place: string;
  zone: string;
}

/** A slot that another appointment may be made in. */
export interface Offered {
  id: string;
  starts_at: string;
  place: string;
  zone: string;
}

/** Whatever becomes of it, lists of appointments and of slots are read anew. */
function useAnew(done: string, onDone: () => void) {
  const client = useQueryClient();
  return {
    onSuccess: () => {
      toastDone(done);
      onDone();
    },
    onSettled: () => {
      for (const queryKey of [['appointments'], ['slots']]) {
        void client.invalidateQueries({ queryKey });
      }
    },
  };
}

export function useMove(id: string, onDone: () => void) {
  const { t } = useTranslation('appointments');
  const [key] = useState(() => crypto.randomUUID());
  return useMutation({
    mutationFn: (body: Schemas['AppointmentMove']) =>
      read(
        api.POST('/api/appointments/{appointment_id}/move', {
          params: { path: { appointment_id: id }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    ...useAnew(t('moved'), onDone),
  });
}

export function useCancel(id: string, onDone: () => void) {
  const { t } = useTranslation('appointments');
  return useMutation({
    mutationFn: (reason: Reason) =>
      read(
        api.POST('/api/appointments/{appointment_id}/cancel', {
          params: { path: { appointment_id: id } },
          body: { reason },
        }),
      ),
    ...useAnew(t('cancelled'), onDone),
  });
}

export function useBook(campaign: string, onDone: () => void) {
  const { t } = useTranslation('appointments');
  const [key] = useState(() => crypto.randomUUID());
  return useMutation({
    mutationFn: (body: Schemas['AppointmentCreate']) =>
      read(
        api.POST('/api/campaigns/{campaign_id}/appointments', {
          params: { path: { campaign_id: campaign }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    ...useAnew(t('booked'), onDone),
  });
}
