import { Badge, Button, Group, MultiSelect, Table, Text, TextInput } from '@mantine/core';
import { IconDownload, IconFileText, IconPlus } from '@tabler/icons-react';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useMe } from '../api/session';
import { instantOf } from '../shared/callbacks/instant';
import { dayKey } from '../shared/format';
import { Dialog } from '../shared/ui/Dialog';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { serverNow } from '../shared/use-now';

type MonthHours = components['schemas']['MonthHours'];

const hoursQuery = (month: string) =>
  queryOptions({
    queryKey: ['hours', month],
    queryFn: () => read(api.GET('/api/hours', { params: { query: { month } } })),
  });

/** The hours of a month, training and work apart, everybody by name. */
export function HoursPage() {
  const { t } = useTranslation('hours');
  const me = useMe();
  const zone = me.site?.time_zone ?? 'UTC';
  const [month, setMonth] = useState(() => dayKey(serverNow(), zone).slice(0, 7));
  const [adding, setAdding] = useState(false);
  const { data, error, refetch } = useQuery(hoursQuery(month));
  const trains = me.role === 'trainer';
  return (
    <Page
      title={t('title')}
      text={t('text')}
      actions={
        <Group gap="sm" align="flex-end">
          <TextInput
            type="month"
            aria-label={t('month')}
            value={month}
            onChange={(event) => {
              if (/^20\d\d-\d\d$/.test(event.currentTarget.value)) {
                setMonth(event.currentTarget.value);
              }
            }}
          />
          <Button
            component="a"
            href={`/api/hours/file?month=${month}`}
            download
            variant="default"
            leftSection={<IconDownload size={18} />}
          >
            {t('csv')}
          </Button>
          {trains && (
            <Button leftSection={<IconPlus size={18} />} onClick={() => setAdding(true)}>
              {t('session.add')}
            </Button>
          )}
        </Group>
      }
    >
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading />
      ) : data.people.length === 0 ? (
        <EmptyState title={t('none')} text={t('none_text')} />
      ) : (
        <People found={data} trains={trains} />
      )}
      {adding && data && (
        <AddSession found={data} month={month} zone={zone} onClose={() => setAdding(false)} />
      )}
    </Page>
  );
}

function People({ found, trains }: { found: MonthHours; trains: boolean }) {
  const { t } = useTranslation('hours');
  const navigate = useNavigate();
  const toast = useErrorToast();
  const issue = useMutation({
    mutationFn: (learner: string) =>
      read(
        api.POST('/api/learners/{agent_id}/hours', {
          params: { path: { agent_id: learner } },
          body: { month: found.month },
        }),
      ),
    onSuccess: (paper) => navigate({ to: '/trainer/papers/$id', params: { id: paper.id } }),
    onError: toast,
  });
  const time = (minutes: number) =>
    t('time', { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, '0') });
  return (
    <Panel title={found.over ? t('whole') : t('until_now')}>
      <WideTable minWidth={760}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('name')}</Table.Th>
              <Table.Th scope="col" ta="right">
                {t('work')}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {t('training')}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {t('halves')}
              </Table.Th>
              <Table.Th scope="col">{t('concerns')}</Table.Th>
              {trains && <Table.Th scope="col">{t('paper')}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found.people.map((person) => (
              <Table.Tr key={person.learner_id}>
                <Table.Th scope="row">{person.alias}</Table.Th>
                <Table.Td ta="right">{time(person.work_minutes)}</Table.Td>
                <Table.Td ta="right">
                  {time(person.training_minutes)}
                  {person.desk_minutes > 0 && (
                    <Text size="sm" c="dimmed">
                      {t('at_desk', { time: time(person.desk_minutes) })}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right">
                  {t('signed', { signed: person.halves_signed, all: person.halves })}
                </Table.Td>
                <Table.Td>
                  <Group gap={6}>
                    {person.concerns.map((concern) => (
                      <Badge key={concern} color="orange" miw="max-content">
                        {t(`concern.${concern}`)}
                      </Badge>
                    ))}
                    {person.concerns.length === 0 && <Text c="dimmed">–</Text>}
                  </Group>
                </Table.Td>
                {trains && (
                  <Table.Td>
                    <Button
                      size="xs"
                      variant="default"
                      leftSection={<IconFileText size={16} />}
                      aria-label={t('issue_of', { name: person.alias })}
                      loading={issue.isPending && issue.variables === person.learner_id}
                      onClick={() => issue.mutate(person.learner_id)}
                    >
                      {t('issue')}
                    </Button>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </WideTable>
      <Text size="sm" c="dimmed" mt="md">
        {t('explained')}
      </Text>
    </Panel>
  );
}

interface AddSessionProps {
  found: MonthHours;
  month: string;
  zone: string;
  onClose: () => void;
}

/** A session away from the desk, for several apprentices at once. */
function AddSession({ found, month, zone, onClose }: AddSessionProps) {
  const { t } = useTranslation('hours');
  const client = useQueryClient();
  const [people, setPeople] = useState<string[]>([]);
  const [day, setDay] = useState('');
  const [begins, setBegins] = useState('08:00');
  const [ends, setEnds] = useState('10:00');
  const [title, setTitle] = useState('');
  const moment = (time: string) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return instantOf(day, 60 * hours + minutes, zone).toISOString();
  };
  const keep = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/hours/sessions', {
          body: {
            learners: people,
            begins: moment(begins),
            ends: moment(ends),
            title: title.trim(),
          },
        }),
      ),
    onSuccess: async ({ count }) => {
      await client.invalidateQueries(hoursQuery(month));
      toastDone(t('session.done', { count }));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('session.add')}
      submit={t('session.keep')}
      ready={people.length > 0 && day !== '' && begins < ends && title.trim() !== ''}
      pending={keep.isPending}
      error={keep.error}
      onClose={onClose}
      onSubmit={() => keep.mutate()}
    >
      <Text>{t('session.text')}</Text>
      <MultiSelect
        label={t('session.people')}
        data={found.people.map(({ learner_id, alias }) => ({ value: learner_id, label: alias }))}
        value={people}
        onChange={setPeople}
        searchable
      />
      <TextInput
        label={t('session.title')}
        value={title}
        maxLength={200}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Group grow>
        <TextInput
          type="date"
          label={t('session.day')}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <TextInput
          type="time"
          label={t('session.begins')}
          value={begins}
          onChange={(event) => setBegins(event.currentTarget.value)}
        />
        <TextInput
          type="time"
          label={t('session.ends')}
          value={ends}
          onChange={(event) => setEnds(event.currentTarget.value)}
        />
      </Group>
    </Dialog>
  );
}
