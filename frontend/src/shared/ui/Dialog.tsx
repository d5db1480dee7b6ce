import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorSentence } from './errors';

interface DialogProps {
  title: string;
  submit: string;
  ready: boolean;
  pending: boolean;
  /** What closes the form without sending it, where « cancel » would mean something else. */
  dismiss?: string;
  error: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form over the page: fields, what went wrong, the two ways out. */
export function Dialog(props: DialogProps) {
  const { title, submit, ready, pending, dismiss, error, onSubmit, onClose, children } = props;
  const { t } = useTranslation();
  const sentence = useErrorSentence();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !pending) onSubmit();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      closeButtonProps={{ 'aria-label': t('action.close') }}
      title={
        <Text component="span" fw={650} size="xl">
          {title}
        </Text>
      }
    >
      <form onSubmit={send}>
        <Stack gap="md">
          {children}
          {error ? (
            <Alert color="red" role="alert">
              {sentence(error)}
            </Alert>
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {dismiss ?? t('action.cancel')}
            </Button>
            <Button type="submit" loading={pending} disabled={!ready}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
