import { Alert, Button, Stack, Text } from '@mantine/core';
import {
  IconCheck,
  IconClockExclamation,
  IconCoffee,
  IconMessage,
  IconPhoneOff,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import type { Workstation } from '../api/types';
import { useFormat } from '../shared/format';
import { Key } from '../shared/ui/Key';
import classes from './FromStaff.module.css';
import { keys } from './keys';
import type { Phase } from './phase';

interface FromStaffProps {
  workstation: Workstation;
  phase: Phase;
  /** Confirms that the message shown first was read. */
  onRead: () => void;
}

/** What comes from the supervisor, between the call bar and the card: it hides nothing of the call. */
export function FromStaff({ workstation, phase, onRead }: FromStaffProps) {
  const { t } = useTranslation(['agent', 'shifts']);
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const { messages, state, duty, hand_out: handOut } = workstation;
  const [message, ...others] = messages;
  return (
    <Stack gap="xs" className={classes.staff} role="status">
      {phase === 'wrap_up' && handOut?.call?.ended_by_staff && (
        <Alert color="orange" icon={<IconPhoneOff />} title={t('staff.ended')}>
          {t('staff.ended_text')}
        </Alert>
      )}
      {state.pause_due && (
        <Alert color="orange" icon={<IconCoffee />} title={t('staff.pause_due')}>
          {t('staff.pause_due_text')}
        </Alert>
      )}
      {duty.warnings.map(({ kind, over }) => (
        <Alert
          key={kind}
          color={over ? 'red' : 'orange'}
          icon={<IconClockExclamation />}
          title={t(`shifts:warning.${kind}_${over ? 'over' : 'soon'}.title`)}
        >
          {t(`shifts:warning.${kind}_${over ? 'over' : 'soon'}.text`)}
        </Alert>
      ))}
      {message && (
        <Alert
          color="cobalt"
          icon={<IconMessage />}
          title={t(message.to_all ? 'message.title_all' : 'message.title', {
            name: message.sender,
          })}
        >
          <div className={classes.message}>
            <Text className={classes.words}>{message.words}</Text>
            <Text size="sm" c="dimmed">
              {format.time(message.sent_at, zone)}
              {others.length > 0 && ` · +${format.number(others.length)}`}
            </Text>
            <Button
              size="sm"
              leftSection={<IconCheck size={18} />}
              rightSection={<Key name={keys.read} on="dark" />}
              onClick={onRead}
            >
              {t('message.read')}
            </Button>
          </div>
        </Alert>
      )}
    </Stack>
  );
}
