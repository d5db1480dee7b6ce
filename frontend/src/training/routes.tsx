import { createRoute, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { only, shellRoute } from '../routes';

const area = createRoute({
  getParentRoute: () => shellRoute,
  path: '/trainer',
  beforeLoad: only('trainer'),
  component: Outlet,
});

const getParentRoute = () => area;

export const trainerRoutes = area.addChildren([
  createRoute({
    getParentRoute,
    path: '/',
    component: lazyRouteComponent(() => import('./Group'), 'Group'),
  }),
  createRoute({
    getParentRoute,
    path: '/people/$id',
    component: lazyRouteComponent(() => import('./Person'), 'Person'),
  }),
  createRoute({
    getParentRoute,
    path: '/people/$id/exam',
    component: lazyRouteComponent(() => import('../exams/ExamPage'), 'ExamPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/mock-exams/$id',
    component: lazyRouteComponent(() => import('../exams/MockExamPage'), 'MockExamPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/papers/$id',
    component: lazyRouteComponent(() => import('../papers/PaperPage'), 'TrainerPaperPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/follow-ups',
    component: lazyRouteComponent(() => import('../papers/FollowUps'), 'FollowUps'),
  }),
  createRoute({
    getParentRoute,
    path: '/follow-ups/$id',
    component: lazyRouteComponent(() => import('../papers/FollowUpPage'), 'FollowUpPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/people/$id/path',
    component: lazyRouteComponent(() => import('../learning/PathPage'), 'PathPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/people/$id/runs/$run',
    component: lazyRouteComponent(() => import('../learning/LearnersRun'), 'LearnersRun'),
  }),
  createRoute({
    getParentRoute,
    path: '/new-module',
    component: lazyRouteComponent(() => import('../learning/ModuleEditor'), 'NewModule'),
  }),
  createRoute({
    getParentRoute,
    path: '/modules/$code',
    component: lazyRouteComponent(() => import('../learning/ModuleView'), 'ModuleView'),
  }),
  createRoute({
    getParentRoute,
    path: '/modules/$code/edit',
    component: lazyRouteComponent(() => import('../learning/ModuleEditor'), 'EditModule'),
  }),
  createRoute({
    getParentRoute,
    path: '/new-block',
    validateSearch: ({ from }: { from?: unknown }): { from?: string } => ({
      ...(typeof from === 'string' && { from }),
    }),
    component: lazyRouteComponent(() => import('../learning/BlockEditor'), 'NewBlock'),
  }),
  createRoute({
    getParentRoute,
    path: '/blocks/$code',
    component: lazyRouteComponent(() => import('../learning/BlockView'), 'BlockView'),
  }),
  createRoute({
    getParentRoute,
    path: '/blocks/$code/edit',
    component: lazyRouteComponent(() => import('../learning/BlockEditor'), 'EditBlock'),
  }),
  createRoute({
    getParentRoute,
    path: '/debriefs/$id',
    component: lazyRouteComponent(() => import('./TrainerDebrief'), 'TrainerDebrief'),
  }),
  createRoute({
    getParentRoute,
    path: '/role-plays/$id',
    component: lazyRouteComponent(() => import('../roleplay/StagePage'), 'StagePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/calibration',
    component: lazyRouteComponent(
      () => import('../calibration/CalibrationPage'),
      'CalibrationPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/calibration/$id',
    component: lazyRouteComponent(() => import('../calibration/CalibratePage'), 'CalibratePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/library',
    component: lazyRouteComponent(() => import('./Library'), 'Library'),
  }),
  createRoute({
    getParentRoute,
    path: '/library/$code',
    component: lazyRouteComponent(() => import('./ScenarioPage'), 'ScenarioPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/scenarios/$code',
    component: lazyRouteComponent(() => import('../authoring/EditorPage'), 'EditorPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/referentials',
    component: lazyRouteComponent(() => import('./Referentials'), 'Referentials'),
  }),
]);
