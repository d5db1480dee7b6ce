import { Badge, Button, Group, Table, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { useErrorToast } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { create, ownScenarioQuery, ownScenariosQuery } from './queries';

/** Begins a draft from a copy (or from a small sound one) and goes to it. */
export function useCopy() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useErrorToast();
  return useMutation({
    mutationFn: create,
    onSuccess: async (own) => {
      client.setQueryData(ownScenarioQuery(own.code).queryKey, own);
      void client.invalidateQueries({ queryKey: ownScenariosQuery.queryKey, exact: true });
      await navigate({ to: '/trainer/scenarios/$code', params: { code: own.code } });
    },
    onError: toast,
  });
}

/** The simulated customers that this site's trainers write. */
export function OwnScenarios() {
  const { t } = useTranslation(['authoring', 'domain']);
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const copy = useCopy();
  const { data, error, refetch } = useQuery(ownScenariosQuery);
  return (
    <Panel
      title={t('own.title')}
      aside={
        <Button
          size="sm"
          leftSection={<IconPlus size={18} />}
          loading={copy.isPending}
          onClick={() => copy.mutate(null)}
        >
          {t('own.new')}
        </Button>
      }
    >
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && <Text c="dimmed">{t('own.none')}</Text>}
      {data && data.length > 0 && (
        <WideTable minWidth={640}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('own.name')}</Table.Th>
                <Table.Th>{t('call.purpose')}</Table.Th>
                <Table.Th>{t('call.level')}</Table.Th>
                <Table.Th>{t('own.state')}</Table.Th>
                <Table.Th>{t('own.saved')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((each) => (
                <Table.Tr key={each.code}>
                  <Table.Td>
                    <Link to="/trainer/scenarios/$code" params={{ code: each.code }}>
                      {each.title || t('untitled')}
                    </Link>
                  </Table.Td>
                  <Table.Td>{t(`domain:purpose.${each.purpose}`)}</Table.Td>
                  <Table.Td>{each.level}</Table.Td>
                  <Table.Td>
                    <Group gap={6}>
                      {each.version === null ? (
                        <Badge color="gray">{t('state.draft')}</Badge>
                      ) : (
                        <Badge color="teal">
                          {t('state.published', { version: each.version })}
                        </Badge>
                      )}
                      {each.version !== null && each.ahead && (
                        <Badge color="orange">{t('state.ahead')}</Badge>
                      )}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">
                      {each.saved_by}, {format.dateTime(each.saved_at, zone)}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </WideTable>
      )}
    </Panel>
  );
}
