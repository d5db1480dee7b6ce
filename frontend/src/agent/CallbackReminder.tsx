import { Alert } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Callback } from '../api/types';
import { useHere } from '../shared/callbacks/two-clocks';
import { useFormat } from '../shared/format';
import { useNow } from '../shared/use-now';

/** So long before its time a promise is called to mind. */
const BEFORE_MS = 5 * 60_000;

interface CallbackReminderProps {
  callbacks: Callback[];
  /** The reference of the contact in hand: no reminder of what is being done. */
  inHand: string | undefined;
}

/** One quiet line under the call bar: what I promised and is due now or in a few minutes. It covers nothing. */
export function CallbackReminder({ callbacks, inHand }: CallbackReminderProps) {
  const { t } = useTranslation('callbacks');
  const format = useFormat();
  const here = useHere();
  const now = useNow();
  const near = callbacks.filter(
    ({ mine, due_at, reference }) =>
      mine && reference !== inHand && Date.parse(due_at) - now <= BEFORE_MS,
  );
  const [first] = near;
  if (!first) return null;
  const minutes = Math.ceil((Date.parse(first.due_at) - now) / 60_000);
  const ours = here(first.due_at, first.zone);
  const time = format.time(first.due_at, first.zone);
  return (
    <Alert
      role="status"
      color={minutes > 0 ? 'blue' : 'orange'}
      icon={<IconBell />}
      py="xs"
      title={
        minutes > 0 ? t('reminder.soon', { minutes }) : t('reminder.due', { count: near.length })
      }
    >
      {t(inHand ? 'reminder.busy' : 'reminder.free', {
        reference: first.reference,
        time: ours ? `${time} (${ours})` : time,
      })}
    </Alert>
  );
}
