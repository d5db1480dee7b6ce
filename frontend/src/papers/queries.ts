/** Papers and follow-ups as the server keeps them. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type PaperLine = Schemas['PaperLine'];
export type FollowUp = Schemas['FollowUpRead'];
export type FollowUpLine = Schemas['FollowUpLine'];
export type Gathered = Schemas['Gathered'];
export type PlanSince = Schemas['PlanSince'];
export type PlanChange = Schemas['PlanChange'];

export const ownPapersQuery = queryOptions({
  queryKey: ['own-papers'],
  queryFn: () => read(api.GET('/api/workstation/papers')),
});

export const papersOfQuery = (learner: string) =>
  queryOptions({
    queryKey: ['papers-of', learner],
    queryFn: () =>
      read(api.GET('/api/learners/{agent_id}/papers', { params: { path: { agent_id: learner } } })),
  });

/** One paper: the own of an apprentice, or any of the site for its trainer. */
export const paperQuery = (id: string, own: boolean) =>
  queryOptions({
    queryKey: ['paper', id],
    queryFn: () =>
      own
        ? read(
            api.GET('/api/workstation/papers/{paper_id}', { params: { path: { paper_id: id } } }),
          )
        : read(api.GET('/api/papers/{paper_id}', { params: { path: { paper_id: id } } })),
  });

export const signPaper = (id: string, own: boolean, passphrase: string) => {
  const options = { params: { path: { paper_id: id } }, body: { passphrase } };
  return own
    ? read(api.POST('/api/workstation/papers/{paper_id}/sign', options))
    : read(api.POST('/api/papers/{paper_id}/sign', options));
};

export type PaperRead = Awaited<ReturnType<typeof signPaper>>;

/** Where the PDF file of a paper is. */
export const fileOf = (id: string, own: boolean) =>
  own ? `/api/workstation/papers/${id}/file` : `/api/papers/${id}/file`;

export const followUpsQuery = queryOptions({
  queryKey: ['follow-ups'],
  queryFn: () => read(api.GET('/api/follow-ups')),
});

export const followUpsOfQuery = (learner: string) =>
  queryOptions({
    queryKey: ['follow-ups', 'of', learner],
    queryFn: () => read(api.GET('/api/follow-ups', { params: { query: { agent_id: learner } } })),
  });

export const followUpQuery = (id: string) =>
  queryOptions({
    queryKey: ['follow-ups', id],
    queryFn: () =>
      read(api.GET('/api/follow-ups/{follow_up_id}', { params: { path: { follow_up_id: id } } })),
  });

export const ownFollowUpsQuery = queryOptions({
  queryKey: ['own-follow-ups'],
  queryFn: () => read(api.GET('/api/workstation/follow-ups')),
});
