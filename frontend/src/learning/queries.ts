/** Modules, the first assessment and the personal plan: what an apprentice does, what a trainer keeps. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type Run = Schemas['RunRead'];
export type PartState = Schemas['PartState'];
export type ExerciseState = Schemas['ExerciseState'];
export type Shown = Schemas['Shown'];
export type Given = Schemas['Given'];
export type ModuleCard = Schemas['ModuleCard'];
export type MyPlan = Schemas['MyPlan'];
export type Plan = Schemas['PlanRead'];
export type PlanStep = Schemas['PlanStep'];
export type ProfileLine = Schemas['ProfileLine'];
export type Task = Schemas['AssessmentTask'];
export type LearningPath = Schemas['LearningPath'];
export type Assessment = Schemas['AssessmentRead'];
export type Block = Schemas['BlockResult'];
export type BlockContent = Schemas['BlockContent'];
export type BlockDetail = Schemas['BlockDetail'];
export type GroupLine = Schemas['GroupLine'];
export type ModuleDetail = Schemas['ModuleDetail'];
export type ModuleContent = Schemas['ModuleContent'];

export const myPlanQuery = queryOptions({
  queryKey: ['my-plan'],
  queryFn: () => read(api.GET('/api/my-training/plan')),
  staleTime: 0,
});

export const myModulesQuery = queryOptions({
  queryKey: ['my-modules'],
  queryFn: () => read(api.GET('/api/my-training/modules')),
  staleTime: 0,
});

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: () =>
      read(api.GET('/api/my-training/runs/{run_id}', { params: { path: { run_id: id } } })),
    staleTime: 0,
  });

export const startModule = (module: string): Promise<Run> =>
  read(api.POST('/api/my-training/runs', { body: { module } }));

export const taskQuery = queryOptions({
  queryKey: ['my-assessment'],
  queryFn: () => read(api.GET('/api/my-training/assessment')),
  staleTime: 0,
});

export const pathQuery = (id: string) =>
  queryOptions({
    queryKey: ['learners', id, 'path'],
    queryFn: () =>
      read(api.GET('/api/learners/{agent_id}/path', { params: { path: { agent_id: id } } })),
    staleTime: 0,
  });

export const learningGroupQuery = queryOptions({
  queryKey: ['learning-group'],
  queryFn: () => read(api.GET('/api/learning-group')),
  staleTime: 0,
});

export const blocksQuery = queryOptions({
  queryKey: ['assessment-blocks'],
  queryFn: () => read(api.GET('/api/assessment-blocks')),
});

export const blockQuery = (code: string) =>
  queryOptions({
    queryKey: ['assessment-blocks', code],
    queryFn: () => read(api.GET('/api/assessment-blocks/{code}', { params: { path: { code } } })),
  });

export const blockVersionQuery = (id: string) =>
  queryOptions({
    queryKey: ['block-versions', id],
    queryFn: () =>
      read(api.GET('/api/block-versions/{version_id}', { params: { path: { version_id: id } } })),
  });

export const modulesQuery = queryOptions({
  queryKey: ['modules'],
  queryFn: () => read(api.GET('/api/modules')),
});

export const moduleQuery = (code: string) =>
  queryOptions({
    queryKey: ['modules', code],
    queryFn: () => read(api.GET('/api/modules/{code}', { params: { path: { code } } })),
  });

export const versionQuery = (id: string) =>
  queryOptions({
    queryKey: ['module-versions', id],
    queryFn: () =>
      read(api.GET('/api/module-versions/{version_id}', { params: { path: { version_id: id } } })),
  });

export const learnersRunQuery = (agent: string, run: string) =>
  queryOptions({
    queryKey: ['learners', agent, 'runs', run],
    queryFn: () =>
      read(
        api.GET('/api/learners/{agent_id}/runs/{run_id}', {
          params: { path: { agent_id: agent, run_id: run } },
        }),
      ),
  });
