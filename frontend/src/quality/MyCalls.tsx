import { Badge, Button, Group, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useMe } from '../api/session';
import { duration, useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { CallWords } from './CallWords';
import { MarksForm } from './MarksForm';
import { MarksTable } from './MarksTable';
import { type Marks, outOfTwenty } from './marks';
import { type OwnReview, ownReviewsQuery } from './queries';

/** What the apprentice thinks of the own calls, and what was said of them. */
export function MyCalls() {
  const { t } = useTranslation('quality');
  const { data, error, refetch } = useQuery(ownReviewsQuery);
  return (
    <Page
      title={t('own.title')}
      text={t('own.text')}
      back={{ to: '/agent', label: t('own.back') }}
      narrow
    >
      <CallWords />
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Loading />
      ) : data.length === 0 ? (
        <EmptyState title={t('own.none')} text={t('own.none_text')} />
      ) : (
        data.map((review) => <Own key={review.id} review={review} />)
      )}
    </Page>
  );
}

function Own({ review }: { review: OwnReview }) {
  const { t, i18n } = useTranslation('quality');
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const [answer, setAnswer] = useState('');
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const path = { review_id: review.id };
  const refresh = () => client.invalidateQueries({ queryKey: ownReviewsQuery.queryKey });
  const weigh = useMutation({
    mutationFn: (marks: Marks) =>
      read(
        api.POST('/api/workstation/reviews/{review_id}/marks', {
          params: { path },
          body: { marks },
        }),
      ),
    onSuccess: refresh,
    onError: toast,
  });
  const note = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/workstation/reviews/{review_id}/read', {
          params: { path },
          body: { answer: answer.trim() || null },
        }),
      ),
    onSuccess: () => {
      toastDone(t('own.noted'));
      void refresh();
    },
    onError: toast,
  });
  const columns = [
    ...(review.self_marks ? [{ name: t('own.mine'), marks: review.self_marks }] : []),
    ...review.marks.map((marks, index) => ({
      name: review.marks.length > 1 ? t('own.theirs_of', { number: index + 1 }) : t('own.theirs'),
      marks,
    })),
  ];
  return (
    <Panel
      title={t('own.call', { at: format.dateTime(review.called_at, zone) })}
      aside={
        review.score !== null && (
          <Badge size="lg" color="cobalt">
            {t('out_of', { score: outOfTwenty(review.score, i18n.language) })}
          </Badge>
        )
      }
    >
      <Text c="dimmed" mb="sm">
        {[review.campaign_name, review.outcome, duration(review.seconds)]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      {review.state === 'chosen' && !review.self_marks && (
        <>
          <Text mb="sm">{t('own.ask')}</Text>
          <MarksForm
            criteria={review.criteria}
            sending={weigh.isPending}
            label={t('own.send')}
            onSend={(marks) => weigh.mutate(marks)}
          />
        </>
      )}
      {review.state === 'chosen' && review.self_marks && <Text>{t('own.waits')}</Text>}
      {review.state !== 'chosen' && (
        <>
          <Text mb="md" style={{ whiteSpace: 'pre-wrap' }}>
            {review.comment}
          </Text>
          <MarksTable criteria={review.criteria} columns={columns} />
        </>
      )}
      {review.state === 'given' && (
        <>
          <Textarea
            mt="md"
            label={t('own.answer')}
            value={answer}
            maxLength={1000}
            autosize
            minRows={2}
            onChange={(event) => setAnswer(event.currentTarget.value)}
          />
          <Group mt="md">
            <Button loading={note.isPending} onClick={() => note.mutate()}>
              {t('own.read')}
            </Button>
          </Group>
        </>
      )}
      {review.answer && (
        <Text mt="md" c="dimmed">
          {t('own.answered', { answer: review.answer })}
        </Text>
      )}
    </Panel>
  );
}
