import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconSend, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page } from '../shared/ui/Page';
import classes from './Notes.module.css';
import { type Note, notesQuery } from './queries';

/** What agents wrote, read by the supervisor before the partner may. */
export function Notes() {
  const { t } = useTranslation('supervisor');
  const { data, error, refetch } = useQuery(notesQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page narrow title={t('notes.title')} text={t('notes.text')}>
      {data.length === 0 ? (
        <Paper>
          <EmptyState title={t('notes.none')} text={t('notes.none_text')} />
        </Paper>
      ) : (
        <Stack component="ul" className={classes.notes}>
          {data.map((note) => (
            <NoteCard key={note.outcome_id} note={note} />
          ))}
        </Stack>
      )}
    </Page>
  );
}

function NoteCard({ note }: { note: Note }) {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const judge = useMutation({
    mutationFn: (verdict: 'release' | 'discard') =>
      api.POST(`/api/notes/{outcome_id}/${verdict}`, {
        params: { path: { outcome_id: note.outcome_id } },
      }),
    onSuccess: (_, verdict) => toastDone(t(`notes.done.${verdict}`)),
    onError: toast,
    onSettled: () => client.invalidateQueries(notesQuery),
  });
  return (
    <Paper component="li" p="lg">
      <Text className={classes.note}>{note.note}</Text>
      <Text size="sm" c="dimmed" mb="md">
        {note.agent} · {note.label} · {note.reference} · {note.campaign_name} ·{' '}
        {format.dateTime(note.at, zone)}
      </Text>
      <Group>
        <Button
          size="sm"
          leftSection={<IconSend size={17} />}
          loading={judge.isPending && judge.variables === 'release'}
          onClick={() => judge.mutate('release')}
        >
          {t('notes.release')}
        </Button>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconTrash size={17} />}
          loading={judge.isPending && judge.variables === 'discard'}
          onClick={() => judge.mutate('discard')}
        >
          {t('notes.discard')}
        </Button>
      </Group>
    </Paper>
  );
}
