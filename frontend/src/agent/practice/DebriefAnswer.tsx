import { Button, Group, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../../api/client';
import type { Debrief } from '../../api/types';
import { toastDone, useErrorToast } from '../../shared/ui/errors';
import { Panel } from '../../shared/ui/Page';
import { debriefQuery, homeQuery, myTrainingQuery } from './queries';

/** A debrief is read, and may be answered once; the trainer sees both. */
export function DebriefAnswer({ debrief }: { debrief: Debrief }) {
  const { t } = useTranslation('practice');
  const client = useQueryClient();
  const toast = useErrorToast();
  const [answer, setAnswer] = useState('');
  const note = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/practice/{practice_id}/read', {
          params: { path: { practice_id: debrief.id } },
          body: { answer: answer.trim() || null },
        }),
      ),
    onSuccess: (changed) => {
      client.setQueryData(debriefQuery(debrief.id).queryKey, changed);
      void client.invalidateQueries({ queryKey: homeQuery.queryKey });
      void client.invalidateQueries({ queryKey: myTrainingQuery.queryKey });
      toastDone(t('answer.noted'));
    },
    onError: toast,
  });
  if (debrief.answer) {
    return (
      <Panel title={t('answer.mine')}>
        <Text style={{ whiteSpace: 'pre-wrap' }}>{debrief.answer}</Text>
      </Panel>
    );
  }
  return (
    <Panel title={t('answer.title')}>
      <Textarea
        label={t('answer.label')}
        description={t('answer.hint')}
        value={answer}
        maxLength={1000}
        autosize
        minRows={2}
        onChange={(event) => setAnswer(event.currentTarget.value)}
      />
      <Group mt="md">
        <Button
          loading={note.isPending}
          disabled={debrief.read_at !== null && answer.trim() === ''}
          onClick={() => note.mutate()}
        >
          {debrief.read_at === null ? t('answer.read') : t('answer.send')}
        </Button>
      </Group>
    </Panel>
  );
}
