import { Badge, Button, Group, Paper, Select, Table, Text, TextInput } from '@mantine/core';
import { IconFeather } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { Confirm } from '../shared/ui/Confirm';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { canariesQuery, listsQuery } from './queries';

type Canary = components['schemas']['CanaryRead'];

/** Numbers of the centre's own in partners' lists. Which contact one is, nobody reads here. */
export function Canaries() {
  const { t } = useTranslation('alerts');
  const { data, error, refetch } = useQuery(canariesQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page narrow title={t('canary.title')} text={t('canary.text')}>
      <PlantForm />
      {data.length === 0 ? (
        <Paper>
          <EmptyState title={t('canary.none')} text={t('canary.none_text')} />
        </Paper>
      ) : (
        <Panel title={t('canary.list')}>
          <WideTable minWidth={620}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('canary.in_list')}</Table.Th>
                  <Table.Th>{t('canary.state_title')}</Table.Th>
                  <Table.Th>{t('canary.by')}</Table.Th>
                  <Table.Th>{t('canary.acts')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map((canary) => (
                  <Row key={canary.id} canary={canary} />
                ))}
              </Table.Tbody>
            </Table>
          </WideTable>
        </Panel>
      )}
    </Page>
  );
}

function PlantForm() {
  const { t } = useTranslation('alerts');
  const client = useQueryClient();
  const toast = useErrorToast();
  const { data: lists = [] } = useQuery(listsQuery);
  const [list, setList] = useState<string | null>(null);
  const [number, setNumber] = useState('');
  const plant = useMutation({
    mutationFn: (list_id: string) => read(api.POST('/api/canaries', { body: { list_id, number } })),
    onSuccess: () => {
      setNumber('');
      toastDone(t('canary.asked'));
    },
    onError: toast,
    onSettled: () => client.invalidateQueries(canariesQuery),
  });
  return (
    <Panel title={t('canary.plant_title')}>
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (list) plant.mutate(list);
        }}
      >
        <Group align="flex-start">
          <Select
            size="md"
            label={t('canary.in_list')}
            data={lists
              .filter(({ state }) => state === 'ready')
              .map(({ id, name }) => ({ value: id, label: name }))}
            value={list}
            onChange={setList}
            flex="1 1 220px"
          />
          <TextInput
            label={t('canary.number')}
            description={t('canary.number_text')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            inputMode="tel"
            value={number}
            onChange={(event) => setNumber(event.currentTarget.value)}
            flex="1 1 220px"
          />
          <Button
            type="submit"
            mt={28}
            leftSection={<IconFeather size={18} />}
            disabled={!list || number.trim().length < 6}
            loading={plant.isPending}
          >
            {t('canary.plant')}
          </Button>
        </Group>
      </form>
    </Panel>
  );
}

function Row({ canary }: { canary: Canary }) {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const [asking, setAsking] = useState<'withdraw' | 'reported' | null>(null);
  const act = useMutation({
    mutationFn: (what: 'withdraw' | 'reported') =>
      api.POST(`/api/canaries/{canary_id}/${what}`, {
        params: { path: { canary_id: canary.id } },
      }),
    onSuccess: (_, what) => toastDone(t(`canary.done.${what}`)),
    onError: toast,
    onSettled: () => client.invalidateQueries(canariesQuery),
  });
  return (
    <Table.Tr>
      <Table.Td>{canary.list_name}</Table.Td>
      <Table.Td>
        <Badge
          color={canary.state === 'failed' ? 'red' : 'gray'}
          variant={canary.state === 'failed' ? 'filled' : 'light'}
          tt="none"
        >
          {t(`canary.state.${canary.state}`)}
        </Badge>
        {canary.marked && (
          <Text size="sm" c="dimmed">
            {t('canary.marked')}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {canary.made_by}
        <Text size="sm" c="dimmed">
          {format.dateTime(canary.made_at, zone)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          {(canary.state === 'planted' || canary.state === 'withdrawn') && (
            <Button size="xs" color="red" variant="light" onClick={() => setAsking('reported')}>
              {t('canary.reported')}
            </Button>
          )}
          {canary.state === 'planted' && (
            <Button size="xs" variant="default" onClick={() => setAsking('withdraw')}>
              {t('canary.withdraw')}
            </Button>
          )}
        </Group>
        <Confirm
          opened={asking !== null}
          title={t(`canary.ask.${asking ?? 'withdraw'}`)}
          text={t(`canary.ask_text.${asking ?? 'withdraw'}`)}
          action={t(`canary.${asking ?? 'withdraw'}`)}
          onConfirm={() => asking && act.mutate(asking)}
          onClose={() => setAsking(null)}
        />
      </Table.Td>
    </Table.Tr>
  );
}
