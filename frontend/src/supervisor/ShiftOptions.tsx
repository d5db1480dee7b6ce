import { Stack, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import { useMaySteer } from './queries';
import { optionsQuery, type SiteOptions } from './shift-queries';

/** Whether the centre keeps shifts, and whether its big screen shows names. */
export function ShiftOptions() {
  const { t } = useTranslation('shifts');
  const client = useQueryClient();
  const toast = useErrorToast();
  const maySteer = useMaySteer();
  const { data } = useQuery(optionsQuery);
  const save = useMutation({
    mutationFn: (body: SiteOptions) => api.PUT('/api/site-options', { body }),
    onMutate: (wanted) => client.setQueryData(optionsQuery.queryKey, wanted),
    onSuccess: () => toastDone(t('options.saved')),
    onError: toast,
    onSettled: () => client.invalidateQueries(optionsQuery),
  });
  if (!data) return null;
  const disabled = !maySteer || save.isPending;
  return (
    <Panel title={t('options.title')}>
      <Stack gap="md">
        <Switch
          checked={data.keeps_shifts}
          onChange={(event) => save.mutate({ ...data, keeps_shifts: event.currentTarget.checked })}
          label={t('options.keeps')}
          description={t('options.keeps_text')}
          disabled={disabled}
        />
        <Switch
          checked={data.wallboard_names}
          onChange={(event) =>
            save.mutate({ ...data, wallboard_names: event.currentTarget.checked })
          }
          label={t('options.names')}
          description={t('options.names_text')}
          disabled={disabled}
        />
      </Stack>
    </Panel>
  );
}
