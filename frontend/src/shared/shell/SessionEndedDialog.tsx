import { Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery, welcome } from '../../api/session';
import { sessionGate } from '../../api/session-gate';
import type { Me } from '../../api/types';
import { SignInForm } from '../sign-in/SignInForm';

/** Over the page, which keeps everything typed: sign in again and what was sent goes out. */
export function SessionEndedDialog() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const open = useSyncExternalStore(sessionGate.subscribe, sessionGate.isOpen);

  const signedIn = (me: Me) => {
    if (!sessionGate.signedInAgain(me.id)) {
      // Somebody else sits here now: nothing of the page may stay for them to see.
      sessionStorage.clear();
      location.assign('/');
      return;
    }
    client.setQueryData(meQuery.queryKey, welcome(me));
    void client.invalidateQueries();
  };

  return (
    <Modal
      opened={open}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={
        <Text component="span" fw={650} size="xl">
          {t('session_ended.title')}
        </Text>
      }
    >
      <Stack>
        <Text>{t('session_ended.text')}</Text>
        <SignInForm onSignedIn={signedIn} />
      </Stack>
    </Modal>
  );
}
