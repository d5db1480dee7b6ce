import { Button, Loader, Paper, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { CallList } from '../api/lists';
import { ListEndPanel } from '../shared/ending/ListEndPanel';
import { ListStateBadge } from '../shared/ui/badges';
import { Confirm } from '../shared/ui/Confirm';
import { BrokenDrawing, EmptyDrawing } from '../shared/ui/drawings';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { useErrorToast } from '../shared/ui/errors';
import { Loading, Page } from '../shared/ui/Page';
import { Comparing, Forecast, Merged } from './Forecast';
import { Importing } from './Importing';
import { ListReport } from './ListReport';
import { Mapping } from './Mapping';
import { listQuery, listsQuery } from './queries';
import { Steps } from './Steps';

const route = getRouteApi('/shell/partner/lists/$id');

export function ListPage() {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(listQuery(id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Content list={data} />;
}

/** States in which the centre holds something of the list, or did. */
const HELD = new Set<CallList['state']>(['ready', 'paused', 'shredding', 'shredded']);

/** A list at the stage it has reached; the page follows it by itself. */
function Content({ list }: { list: CallList }) {
  const { t } = useTranslation(['partner', 'domain']);
  return (
    <Page
      title={list.name}
      text={
        <>
          {list.file_name && `${list.file_name} · `}
          {t(`domain:purpose.${list.purpose}`)} <ListStateBadge state={list.state} />
        </>
      }
      back={{ to: '/partner/lists', label: t('list.title') }}
      actions={<Remove list={list} />}
    >
      <Stage list={list} />
      {HELD.has(list.state) && <ListEndPanel listId={list.id} />}
    </Page>
  );
}

function Stage({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const { data: target } = useQuery({
    ...listQuery(list.target_id ?? list.id),
    enabled: list.target_id !== null,
  });
  switch (list.state) {
    case 'received':
    case 'inspecting':
      return (
        <>
          <Steps active={1} />
          <Paper p="xl">
            <Stack align="center" py="xl" gap="md" role="status">
              <Loader size="lg" />
              <Text fw={650} size="lg">
                {t('wizard.reading')}
              </Text>
              <Text c="dimmed">{t('wizard.reading_text')}</Text>
            </Stack>
          </Paper>
        </>
      );
    case 'needs_mapping':
      return <Mapping list={list} />;
    case 'importing':
    case 'paused':
      return <Importing list={list} />;
    case 'ready':
      return <ListReport list={list} />;
    case 'forecasting':
    case 'merging':
      return <Comparing list={list} />;
    case 'forecast':
      return <Forecast list={list} target={target} />;
    case 'merged':
      return <Merged list={list} target={target} />;
    case 'uploading':
      return <Over title={t('wizard.incomplete')} text={t('wizard.incomplete_text')} />;
    case 'cancelled':
      return (
        <Over
          title={t('wizard.given_up')}
          text={t('wizard.given_up_text')}
          drawing={<EmptyDrawing />}
        />
      );
    case 'shredding':
    case 'shredded':
      return null;
    case 'failed':
      return <Over title={t('wizard.failed')} text={list.failure?.message} />;
    default:
      return list.state satisfies never;
  }
}

interface OverProps {
  title: string;
  text: string | undefined;
  drawing?: ReactNode;
}

function Over({ title, text, drawing = <BrokenDrawing /> }: OverProps) {
  const { t } = useTranslation('partner');
  return (
    <Paper>
      <EmptyState
        title={title}
        text={text}
        drawing={drawing}
        action={
          <Button component={Link} to="/partner/lists/new">
            {t('wizard.again')}
          </Button>
        }
      />
    </Paper>
  );
}

const untouchable = new Set<CallList['state']>([
  ...HELD,
  'importing',
  'forecasting',
  'forecast',
  'merging',
  'merged',
]);

/** Before anything of it is stored, a list is taken back; afterwards its end is destruction, with a certificate. */
function Remove({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useErrorToast();
  const [asking, ask] = useDisclosure();
  const remove = useMutation({
    mutationFn: () =>
      api.DELETE('/api/call-lists/{list_id}', { params: { path: { list_id: list.id } } }),
    onSuccess: async () => {
      await navigate({ to: '/partner/lists' });
      await client.invalidateQueries(listsQuery);
    },
    onError: toast,
  });
  if (list.campaign_id || untouchable.has(list.state)) return null;
  return (
    <>
      <Button
        variant="subtle"
        color="red"
        size="sm"
        leftSection={<IconTrash size={17} />}
        loading={remove.isPending}
        onClick={ask.open}
      >
        {t('list.remove')}
      </Button>
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t('list.remove_title')}
        text={t('list.remove_text', { name: list.name })}
        action={t('list.remove')}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}
