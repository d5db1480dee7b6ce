/** Reviews as the server keeps them. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type ReviewLine = Schemas['ReviewLine'];
export type Review = Schemas['ReviewRead'];
export type OwnReview = Schemas['OwnReview'];
export type Rule = Schemas['ReviewChoice']['rule'];

export const chosenBy: Rule[] = [
  'random',
  'unseen',
  'first_calls',
  'longest',
  'shortest',
  'refusal',
  'opposition',
  'complaint',
];

export const reviewsQuery = queryOptions({
  queryKey: ['reviews'],
  queryFn: () => read(api.GET('/api/reviews')),
});

export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: ['reviews', id],
    queryFn: () =>
      read(api.GET('/api/reviews/{review_id}', { params: { path: { review_id: id } } })),
  });

export const callWordsQuery = queryOptions({
  queryKey: ['call-words'],
  queryFn: () => read(api.GET('/api/workstation/call-words')),
  staleTime: 0,
});

export const ownReviewsQuery = queryOptions({
  queryKey: ['own-reviews'],
  queryFn: () => read(api.GET('/api/workstation/reviews')),
});

export const gridQuery = (campaign: string) =>
  queryOptions({
    queryKey: ['grid', campaign],
    queryFn: () =>
      read(
        api.GET('/api/campaigns/{campaign_id}/grid', {
          params: { path: { campaign_id: campaign } },
        }),
      ),
  });

export const campaignsQuery = queryOptions({
  queryKey: ['campaigns'],
  queryFn: () => read(api.GET('/api/campaigns')),
});
