/** From an error to a sentence a person can act on: the server's own, else one of ours. */
import { notifications } from '@mantine/notifications';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/errors';
import i18n from '../i18n';

export function useErrorSentence(): (error: unknown) => string {
  const { t } = useTranslation();
  return useCallback(
    (error) => {
      if (!(error instanceof ApiError)) return t('error.unknown');
      if (error.status === 0) return t('error.unreachable');
      return error.message || t('error.server');
    },
    [t],
  );
}

/** `onError` of a mutation whose form shows nothing itself. */
export function useErrorToast(): (error: unknown) => void {
  const sentence = useErrorSentence();
  return useCallback(
    (error) => {
      notifications.show({
        ...closable(),
        color: 'red',
        message: sentence(error),
        autoClose: 8000,
      });
    },
    [sentence],
  );
}

export function toastDone(message: string): void {
  notifications.show({ ...closable(), color: 'teal', message, autoClose: 4000 });
}

function closable() {
  return { closeButtonProps: { 'aria-label': i18n.t('action.close') } };
}
