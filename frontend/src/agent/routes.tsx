import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { only, shellRoute } from '../routes';

const area = createRoute({
  getParentRoute: () => shellRoute,
  path: '/agent',
  beforeLoad: only('agent'),
  component: lazyRouteComponent(() => import('../roleplay/AgentArea'), 'AgentArea'),
});

const getParentRoute = () => area;

export const agentRoutes = area.addChildren([
  createRoute({
    getParentRoute,
    path: '/',
    component: lazyRouteComponent(() => import('./Workstation'), 'Workstation'),
  }),
  createRoute({
    getParentRoute,
    path: '/practice',
    component: lazyRouteComponent(() => import('./practice/PracticeHome'), 'PracticeHome'),
  }),
  createRoute({
    getParentRoute,
    path: '/practice/call/$id',
    component: lazyRouteComponent(() => import('./practice/PracticeDesk'), 'PracticeDesk'),
  }),
  createRoute({
    getParentRoute,
    path: '/practice/$id',
    component: lazyRouteComponent(() => import('./practice/DebriefPage'), 'DebriefPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/role-play/$id',
    component: lazyRouteComponent(() => import('../roleplay/DeskPage'), 'DeskPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/plan',
    component: lazyRouteComponent(() => import('../learning/PlanPage'), 'PlanPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/modules/$id',
    component: lazyRouteComponent(() => import('../learning/ModulePage'), 'ModulePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/assessment',
    component: lazyRouteComponent(() => import('../learning/AssessmentPage'), 'AssessmentPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/calls',
    component: lazyRouteComponent(() => import('../quality/MyCalls'), 'MyCalls'),
  }),
  createRoute({
    getParentRoute,
    path: '/exam',
    component: lazyRouteComponent(() => import('../exams/MyExam'), 'MyExam'),
  }),
  createRoute({
    getParentRoute,
    path: '/papers',
    component: lazyRouteComponent(() => import('../papers/MyPapers'), 'MyPapers'),
  }),
  createRoute({
    getParentRoute,
    path: '/papers/$id',
    component: lazyRouteComponent(() => import('../papers/PaperPage'), 'OwnPaperPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/progress',
    component: lazyRouteComponent(() => import('./practice/Progress'), 'Progress'),
  }),
]);
