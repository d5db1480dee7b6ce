import { Alert, Button, Group, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useMe } from '../api/session';
import { duration, useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { MarksForm } from './MarksForm';
import { MarksTable } from './MarksTable';
import { type Marks, outOfTwenty } from './marks';
import { Stage } from './QualityPage';
import { type Review, reviewQuery, reviewsQuery } from './queries';

const route = getRouteApi('/shell/supervisor/quality/$id');

export function ReviewPage() {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(reviewQuery(id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Content review={data} />;
}

function Content({ review }: { review: Review }) {
  const { t, i18n } = useTranslation('quality');
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const zone = useMe().site?.time_zone ?? 'Europe/Paris';
  const path = { review_id: review.id };
  const keep = (changed: Review) => {
    client.setQueryData(reviewQuery(review.id).queryKey, changed);
    void client.invalidateQueries({ queryKey: reviewsQuery.queryKey, exact: true });
  };
  const score = useMutation({
    mutationFn: (marks: Marks) =>
      read(api.POST('/api/reviews/{review_id}/marks', { params: { path }, body: { marks } })),
    onSuccess: keep,
    onError: toast,
  });
  const waits = review.may_score && !review.self_done && Date.parse(review.self_until) > Date.now();
  const names = { self: t('by_self', { name: review.agent }), first: '', second: '' };
  return (
    <Page
      title={t('review_of', { name: review.agent })}
      text={
        <>
          {[
            format.dateTime(review.called_at, zone),
            review.campaign_name,
            review.reference,
            duration(review.seconds),
            review.outcome,
          ]
            .filter(Boolean)
            .join(' · ')}{' '}
          <Stage line={review} />
        </>
      }
      back={{ to: '/supervisor/quality', label: t('title') }}
    >
      {waits ? (
        <Alert title={t('waits_title')}>
          {t('waits', { name: review.agent, day: format.day(review.self_until, zone) })}
        </Alert>
      ) : review.may_score ? (
        <Panel title={t('your_marks')}>
          <Text mb="sm">{t('apart')}</Text>
          <MarksForm
            criteria={review.criteria}
            sending={score.isPending}
            label={t('send')}
            onSend={(marks) => score.mutate(marks)}
          />
        </Panel>
      ) : null}
      {review.scorings.length > 0 && (
        <Panel title={t('compared')}>
          <MarksTable
            criteria={review.criteria}
            differing={review.differing}
            columns={review.scorings.map(({ place, scorer, marks, score: points }) => ({
              name: `${names[place] || scorer}\n${outOfTwenty(points, i18n.language)}/20`,
              marks,
            }))}
          />
          {review.differing.length > 0 && (
            <Text mt="sm">{t('differing', { count: review.differing.length })}</Text>
          )}
        </Panel>
      )}
      {review.state === 'chosen' && review.scorers.length > 0 && !review.may_score && (
        <Give review={review} onGiven={keep} />
      )}
      {review.comment && (
        <Panel title={t('said', { name: review.given_by ?? '' })}>
          <Text style={{ whiteSpace: 'pre-wrap' }}>{review.comment}</Text>
          <Text mt="md" c="dimmed">
            {review.read_at
              ? t('read_on', { name: review.agent, day: format.dateTime(review.read_at, zone) })
              : t('not_read', { name: review.agent })}
          </Text>
          {review.answer && <Text mt="xs">« {review.answer} »</Text>}
        </Panel>
      )}
    </Page>
  );
}

function Give({ review, onGiven }: { review: Review; onGiven: (review: Review) => void }) {
  const { t } = useTranslation('quality');
  const toast = useErrorToast();
  const [comment, setComment] = useState('');
  const give = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/reviews/{review_id}/give', {
          params: { path: { review_id: review.id } },
          body: { comment },
        }),
      ),
    onSuccess: (given) => {
      toastDone(t('given'));
      onGiven(given);
    },
    onError: toast,
  });
  return (
    <Panel title={t('give_title', { name: review.agent })}>
      <Text mb="sm" c="dimmed">
        {t('give_text')}
      </Text>
      <Textarea
        label={t('comment')}
        value={comment}
        maxLength={1000}
        minRows={3}
        autosize
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <Group mt="md">
        <Button
          disabled={comment.trim().length < 3}
          loading={give.isPending}
          onClick={() => give.mutate()}
        >
          {t('give')}
        </Button>
      </Group>
    </Panel>
  );
}
