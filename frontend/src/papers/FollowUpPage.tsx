import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconCheck, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorSentence, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { FollowUpPlan } from './FollowUpPlan';
import { GatheredView } from './GatheredView';
import { type FollowUp, followUpQuery, followUpsQuery } from './queries';

/** One follow-up: prepared by what was seen, written during the talk, issued as a paper. */
export function FollowUpPage() {
  const { id } = useParams({ from: '/shell/trainer/follow-ups/$id' });
  const { data, error, refetch } = useQuery(followUpQuery(id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Content key={data.id} one={data} />;
}

function Content({ one }: { one: FollowUp }) {
  const { t } = useTranslation('papers');
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useErrorToast();
  const sentence = useErrorSentence();
  const [draft, setDraft] = useState({
    due_on: one.due_on,
    trainer_words: one.trainer_words ?? '',
    plan_words: one.plan_words ?? '',
    next_on: one.next_on ?? '',
  });
  const set = (name: keyof typeof draft) => (value: string) =>
    setDraft((before) => ({ ...before, [name]: value }));
  const params = { path: { follow_up_id: one.id } };
  const write = () =>
    read(
      api.PUT('/api/follow-ups/{follow_up_id}', {
        params,
        body: {
          due_on: draft.due_on || one.due_on,
          trainer_words: draft.trainer_words.trim() || null,
          plan_words: draft.plan_words.trim() || null,
          next_on: draft.next_on || null,
        },
      }),
    );
  const refresh = () => client.invalidateQueries({ queryKey: followUpsQuery.queryKey });
  const save = useMutation({
    mutationFn: write,
    onSuccess: async () => {
      await refresh();
      toastDone(t('follow_up.saved'));
    },
  });
  const issue = useMutation({
    mutationFn: async () => {
      await write();
      return read(api.POST('/api/follow-ups/{follow_up_id}/issue', { params }));
    },
    onSuccess: async (issued) => {
      await refresh();
      toastDone(t('follow_up.issued'));
      if (issued.paper) {
        await navigate({ to: '/trainer/papers/$id', params: { id: issued.paper.id } });
      }
    },
  });
  const drop = useMutation({
    mutationFn: () => api.DELETE('/api/follow-ups/{follow_up_id}', { params }),
    onSuccess: async () => {
      await refresh();
      await navigate({ to: '/trainer/follow-ups' });
    },
    onError: toast,
  });
  const problem = save.error ?? issue.error;
  return (
    <Page
      title={t('follow_up.title', { name: one.alias })}
      text={t('follow_up.text')}
      back={{ to: '/trainer/follow-ups', label: t('follow_ups.title') }}
      narrow
      actions={
        one.state === 'planned' && (
          <Button
            variant="default"
            leftSection={<IconTrash size={18} />}
            loading={drop.isPending}
            onClick={() => drop.mutate()}
          >
            {t('follow_up.drop')}
          </Button>
        )
      }
    >
      {one.gathered && (
        <Panel title={t('follow_up.seen')}>
          <GatheredView gathered={one.gathered} />
        </Panel>
      )}
      {one.state === 'planned' && <FollowUpPlan one={one} />}
      <Panel title={t('follow_up.learner')}>
        <Text c={one.learner_words ? undefined : 'dimmed'} style={{ whiteSpace: 'pre-wrap' }}>
          {one.learner_words ?? t('follow_up.learner_none')}
        </Text>
      </Panel>
      {one.state === 'issued' ? (
        <Alert color="teal" icon={<IconCheck />} title={t('follow_up.over')}>
          {one.plan_version !== null && t('follow_up.led_to', { version: one.plan_version })}
        </Alert>
      ) : (
        <Panel title={t('follow_up.talk')}>
          <Stack gap="md">
            <Textarea
              label={t('follow_up.trainer')}
              description={t('follow_up.trainer_hint')}
              value={draft.trainer_words}
              onChange={(event) => set('trainer_words')(event.currentTarget.value)}
              maxLength={2000}
              autosize
              minRows={4}
            />
            <Textarea
              label={t('follow_up.plan')}
              description={t('follow_up.plan_hint')}
              value={draft.plan_words}
              onChange={(event) => set('plan_words')(event.currentTarget.value)}
              maxLength={2000}
              autosize
              minRows={3}
            />
            <Group grow align="flex-start">
              <TextInput
                type="date"
                label={t('follow_up.day')}
                value={draft.due_on}
                onChange={(event) => set('due_on')(event.currentTarget.value)}
              />
              <TextInput
                type="date"
                label={t('follow_up.next')}
                value={draft.next_on}
                onChange={(event) => set('next_on')(event.currentTarget.value)}
              />
            </Group>
            {problem && (
              <Alert color="red" role="alert">
                {sentence(problem)}
              </Alert>
            )}
            <Group>
              <Button
                disabled={draft.trainer_words.trim() === ''}
                loading={issue.isPending}
                onClick={() => issue.mutate()}
              >
                {t('follow_up.issue')}
              </Button>
              <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
                {t('follow_up.save')}
              </Button>
            </Group>
          </Stack>
        </Panel>
      )}
    </Page>
  );
}
