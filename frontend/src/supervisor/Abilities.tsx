import { MultiSelect, Table, Text } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';

type Apprentice = components['schemas']['AbilitiesRead'];

const languages: Apprentice['languages'] = ['fr', 'en', 'es', 'gcf'];
const purposes: Apprentice['purposes'] = ['appointment', 'loyalty', 'after_sales'];

const apprenticesQuery = queryOptions({
  queryKey: ['apprentices'],
  queryFn: () => read(api.GET('/api/apprentices')),
});

/** Which languages each apprentice speaks, and for which kinds of call he or she is ready. */
export function Abilities() {
  const { t } = useTranslation('abilities');
  const { data, error, refetch } = useQuery(apprenticesQuery);
  if (error) {
    return (
      <Panel title={t('title')}>
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Panel>
    );
  }
  if (!data) return <Loading />;
  if (data.length === 0) return null;
  return (
    <Panel title={t('title')}>
      <Text c="dimmed" size="sm" mb="sm">
        {t('text')}
      </Text>
      <WideTable minWidth={720}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('name')}</Table.Th>
              <Table.Th>{t('languages')}</Table.Th>
              <Table.Th>{t('purposes')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((apprentice) => (
              <Row key={apprentice.id} apprentice={apprentice} />
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
    </Panel>
  );
}

function Row({ apprentice }: { apprentice: Apprentice }) {
  const { t } = useTranslation(['abilities', 'domain']);
  const client = useQueryClient();
  const toast = useErrorToast();
  const name = apprentice.display_name;
  const save = useMutation({
    mutationFn: (change: Partial<Pick<Apprentice, 'languages' | 'purposes'>>) =>
      api.PUT('/api/apprentices/{agent_id}', {
        params: { path: { agent_id: apprentice.id } },
        body: { languages: apprentice.languages, purposes: apprentice.purposes, ...change },
      }),
    onSuccess: () => toastDone(t('saved', { name })),
    onError: toast,
    onSettled: () => client.invalidateQueries(apprenticesQuery),
  });
  return (
    <Table.Tr>
      <Table.Td fw={600}>{name}</Table.Td>
      <Table.Td>
        <MultiSelect
          size="sm"
          aria-label={t('languages_of', { name })}
          value={apprentice.languages}
          data={languages.map((code) => ({ value: code, label: t(`language.${code}`) }))}
          onChange={(chosen) =>
            chosen.length > 0 && save.mutate({ languages: chosen as Apprentice['languages'] })
          }
          disabled={save.isPending}
        />
      </Table.Td>
      <Table.Td>
        <MultiSelect
          size="sm"
          aria-label={t('purposes_of', { name })}
          placeholder={apprentice.purposes.length === 0 ? t('none') : ''}
          value={apprentice.purposes}
          data={purposes.map((code) => ({ value: code, label: t(`domain:purpose.${code}`) }))}
          onChange={(chosen) => save.mutate({ purposes: chosen as Apprentice['purposes'] })}
          disabled={save.isPending}
        />
      </Table.Td>
    </Table.Tr>
  );
}
