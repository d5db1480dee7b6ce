import { Alert, Button, Group, Text } from '@mantine/core';
import { IconDeviceFloppy, IconHelpCircle, IconSend, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Key } from '../shared/ui/Key';
import { keys } from './keys';
import type { Lapsed } from './lapsed';

interface LapsedNoticeProps {
  lapsed: Lapsed;
  /** Whether the key sends it now: while a contact is in hand it is the desk's. */
  byKey: boolean;
  sending: boolean;
  onSend: () => void;
  onHelp: () => void;
  onDone: () => void;
}

/** The contact is gone, what was typed is not: what to do with it. */
export function LapsedNotice(props: LapsedNoticeProps) {
  const { lapsed, byKey, sending, onSend, onHelp, onDone } = props;
  const { t } = useTranslation('network');
  return (
    <Alert
      role="alert"
      color="orange"
      icon={<IconDeviceFloppy />}
      title={t('lapsed.title', { reference: lapsed.reference })}
    >
      <Text mb="xs">{t('lapsed.text')}</Text>
      {lapsed.label && <Text fw={600}>{lapsed.label}</Text>}
      {lapsed.note && <Text style={{ whiteSpace: 'pre-wrap' }}>« {lapsed.note} »</Text>}
      <Group mt="md">
        <Button
          leftSection={<IconSend size={20} />}
          rightSection={byKey && <Key name={keys.panel} on="dark" />}
          loading={sending}
          onClick={onSend}
        >
          {t('lapsed.send')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconHelpCircle size={20} />}
          rightSection={<Key name={keys.help} />}
          onClick={onHelp}
        >
          {t('lapsed.call')}
        </Button>
        <Button variant="default" leftSection={<IconTrash size={18} />} onClick={onDone}>
          {t('lapsed.done')}
        </Button>
      </Group>
    </Alert>
  );
}
