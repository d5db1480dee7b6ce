/** What trainers read and change: people, the library, referentials, gates. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type LearnerBrief = Schemas['LearnerBrief'];
export type Learner = Schemas['LearnerRead'];
export type LearnerRecord = Schemas['LearnerUpdate'];
export type Decision = Schemas['DecisionCreate'];
export type Gate = Schemas['GateRead'];
export type ReferentialContent = Schemas['ReferentialContent'];
export type ScenarioDetail = Schemas['ScenarioDetail'];

export const groupQuery = queryOptions({
  queryKey: ['learners'],
  queryFn: () => read(api.GET('/api/learners')),
});

export const learnerQuery = (id: string) =>
  queryOptions({
    queryKey: ['learners', id],
    queryFn: () =>
      read(api.GET('/api/learners/{agent_id}', { params: { path: { agent_id: id } } })),
  });

export const trainerDebriefQuery = (id: string) =>
  queryOptions({
    queryKey: ['debriefs', id],
    queryFn: () =>
      read(api.GET('/api/debriefs/{practice_id}', { params: { path: { practice_id: id } } })),
  });

export const scenariosQuery = queryOptions({
  queryKey: ['scenarios'],
  queryFn: () => read(api.GET('/api/scenarios')),
});

export const scenarioQuery = (code: string) =>
  queryOptions({
    queryKey: ['scenarios', code],
    queryFn: () => read(api.GET('/api/scenarios/{code}', { params: { path: { code } } })),
  });

export const referentialsQuery = queryOptions({
  queryKey: ['referentials'],
  queryFn: () => read(api.GET('/api/referentials')),
});

export const referentialQuery = (id: string) =>
  queryOptions({
    queryKey: ['referentials', id],
    queryFn: () =>
      read(
        api.GET('/api/referentials/{referential_id}', { params: { path: { referential_id: id } } }),
      ),
  });

export const gateQuery = (campaignId: string) =>
  queryOptions({
    queryKey: ['gate', campaignId],
    queryFn: () =>
      read(
        api.GET('/api/campaigns/{campaign_id}/gate', {
          params: { path: { campaign_id: campaignId } },
        }),
      ),
  });
