import { Button, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { components } from '../api/schema';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import classes from './LateNotes.module.css';
import { lateNotesQuery } from './queries';

type LateNote = components['schemas']['LateNoteRead'];

/** What agents had chosen and typed when a contact's time ran out: no outcome, for the supervisor alone. */
export function LateNotes() {
  const { t } = useTranslation('supervisor');
  const { data, error, refetch } = useQuery(lateNotesQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data || data.length === 0) return null;
  return (
    <Panel title={t('notes.late.title')}>
      <Text c="dimmed" mb="sm">
        {t('notes.late.text')}
      </Text>
      <ul className={classes.rows}>
        {data.map((note) => (
          <Row key={note.hand_out_id} note={note} />
        ))}
      </ul>
    </Panel>
  );
}

function Row({ note }: { note: LateNote }) {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const seen = useMutation({
    mutationFn: () =>
      api.POST('/api/late-notes/{hand_out_id}/seen', {
        params: { path: { hand_out_id: note.hand_out_id } },
      }),
    onSuccess: () => toastDone(t('notes.late.done')),
    onError: toast,
    onSettled: () => client.invalidateQueries(lateNotesQuery),
  });
  return (
    <li className={classes.row}>
      <div className={classes.words}>
        {note.label && <Text fw={600}>{t('notes.late.chosen', { label: note.label })}</Text>}
        {note.note && <Text className={classes.note}>« {note.note} »</Text>}
        <Text size="sm" c="dimmed">
          {note.agent} · {note.reference} · {note.campaign_name} · {format.dateTime(note.at, zone)}
        </Text>
      </div>
      <Button
        size="sm"
        variant="default"
        leftSection={<IconCheck size={17} />}
        loading={seen.isPending}
        onClick={() => seen.mutate()}
      >
        {t('notes.late.seen')}
      </Button>
    </li>
  );
}
