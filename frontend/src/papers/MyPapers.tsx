import { Badge, Button, Group, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { GatheredView } from './GatheredView';
import { PaperList, waitsFor } from './PaperList';
import { ownFollowUpsQuery, ownPapersQuery } from './queries';

/** The apprentice's papers: what is to be signed first, the next talk, everything signed before. */
export function MyPapers() {
  const { t } = useTranslation('papers');
  const { data, error, refetch } = useQuery(ownPapersQuery);
  const talks = useQuery(ownFollowUpsQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data || talks.isPending) return <Loading />;
  const open = data.filter((paper) => waitsFor(paper, 'learner'));
  const others = data.filter((paper) => !waitsFor(paper, 'learner'));
  const next = talks.data?.next;
  return (
    <Page
      title={t('mine.title')}
      text={t('mine.text')}
      back={{ to: '/agent', label: t('mine.back') }}
      narrow
    >
      {open.length > 0 && (
        <Panel title={t('mine.to_sign')}>
          <PaperList papers={open} base="/agent/papers" />
        </Panel>
      )}
      {next && <NextTalk key={next.id} talk={next} />}
      {others.length > 0 && (
        <Panel title={t('mine.others')}>
          <PaperList papers={others} base="/agent/papers" />
        </Panel>
      )}
      {data.length === 0 && !next && (
        <EmptyState title={t('mine.none')} text={t('mine.none_text')} />
      )}
    </Page>
  );
}

/** The next talk with the trainer: the day, what will be looked at, and what one wants to say. */
function NextTalk({ talk }: { talk: components['schemas']['OwnFollowUp'] }) {
  const { t } = useTranslation('papers');
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const [words, setWords] = useState(talk.mine ?? '');
  const say = useMutation({
    mutationFn: () =>
      read(
        api.PUT('/api/workstation/follow-ups/{follow_up_id}/words', {
          params: { path: { follow_up_id: talk.id } },
          body: { words: words.trim() },
        }),
      ),
    onSuccess: (changed) => {
      client.setQueryData(ownFollowUpsQuery.queryKey, changed);
      toastDone(t('mine.said'));
    },
    onError: toast,
  });
  return (
    <Panel
      title={t('mine.next', { day: format.day(`${talk.due_on}T12:00:00Z`, 'UTC') })}
      aside={<Badge color="cobalt">{t('mine.talk')}</Badge>}
    >
      <Text mb="md">{t('mine.next_text')}</Text>
      <GatheredView gathered={talk.gathered} own />
      <Textarea
        mt="lg"
        label={t('mine.words')}
        description={t('mine.words_hint')}
        value={words}
        maxLength={2000}
        autosize
        minRows={3}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Group mt="sm">
        <Button
          disabled={words.trim() === (talk.mine ?? '')}
          loading={say.isPending}
          onClick={() => say.mutate()}
        >
          {t('mine.keep')}
        </Button>
      </Group>
    </Panel>
  );
}
