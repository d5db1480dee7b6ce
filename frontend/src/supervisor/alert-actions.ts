import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { alertsQuery } from './queries';

/** What can be done about an alert: taking care of it by name, and letting a stopped agent go on. */
export function useAlertActions() {
  const { t } = useTranslation('alerts');
  const client = useQueryClient();
  const toast = useErrorToast();
  const settled = { onError: toast, onSettled: () => client.invalidateQueries(alertsQuery) };
  return {
    see: useMutation({
      mutationFn: (id: string) =>
        api.POST('/api/alerts/{alert_id}/seen', { params: { path: { alert_id: id } } }),
      onSuccess: () => toastDone(t('seen')),
      ...settled,
    }),
    lift: useMutation({
      mutationFn: (agent: string) =>
        api.POST('/api/agents/{agent_id}/lift-quota', { params: { path: { agent_id: agent } } }),
      onSuccess: () => toastDone(t('lifted')),
      ...settled,
    }),
  };
}
