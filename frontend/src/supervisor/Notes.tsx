import { Alert, Button, Group, Paper, Stack, Text, Textarea } from '@mantine/core';
import { IconEyeOff, IconPencil, IconSend, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page } from '../shared/ui/Page';
import { LateNotes } from './LateNotes';
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
      <LateNotes />
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

const LONGEST = 240;

function NoteCard({ note }: { note: Note }) {
  const { t } = useTranslation('supervisor');
  const { t: common } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const [words, setWords] = useState<string | null>(null);
  const withheld = note.found.length > 0;
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
  const rewrite = useMutation({
    mutationFn: (text: string) =>
      api.POST('/api/notes/{outcome_id}/rewrite', {
        params: { path: { outcome_id: note.outcome_id } },
        body: { note: text },
      }),
    onSuccess: () => {
      setWords(null);
      toastDone(t('notes.done.rewrite'));
    },
    onError: toast,
    onSettled: () => client.invalidateQueries(notesQuery),
  });
  return (
    <Paper component="li" p="lg">
      <Text className={classes.note}>{note.note}</Text>
      {withheld && (
        <Alert color="red" icon={<IconEyeOff />} title={t('notes.withheld')} mb="sm">
          {note.found.map((kind) => t(`notes.found.${kind}`)).join(' · ')}
        </Alert>
      )}
      {!note.compared && (
        <Text size="sm" role="status">
          {t('notes.comparing')}
        </Text>
      )}
      <Text size="sm" c="dimmed" mb="md">
        {note.agent} · {note.label} · {note.reference} · {note.campaign_name} ·{' '}
        {format.dateTime(note.at, zone)}
      </Text>
      <Group>
        <Button
          size="sm"
          leftSection={<IconSend size={17} />}
          disabled={withheld || !note.compared}
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
        {words === null && (
          <Button
            size="sm"
            variant="default"
            leftSection={<IconPencil size={17} />}
            onClick={() => setWords(note.note)}
          >
            {t('notes.rewrite')}
          </Button>
        )}
      </Group>
      {words !== null && (
        <form
          className={classes.rewrite}
          onSubmit={(event) => {
            event.preventDefault();
            rewrite.mutate(words);
          }}
        >
          <Textarea
            label={t('notes.words')}
            description={t('notes.words_text')}
            value={words}
            maxLength={LONGEST}
            autosize
            minRows={2}
            data-autofocus
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Group mt="sm">
            <Button
              size="sm"
              type="submit"
              disabled={!words.trim() || words === note.note}
              loading={rewrite.isPending}
            >
              {t('notes.save')}
            </Button>
            <Button size="sm" variant="default" onClick={() => setWords(null)}>
              {common('action.cancel')}
            </Button>
          </Group>
        </form>
      )}
    </Paper>
  );
}
