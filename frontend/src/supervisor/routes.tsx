import { createRoute, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { bareRoute, only, shellRoute } from '../routes';

const area = createRoute({
  getParentRoute: () => shellRoute,
  path: '/supervisor',
  beforeLoad: only('supervisor', 'trainer', 'administrator', 'auditor'),
  component: Outlet,
});

const getParentRoute = () => area;

export const supervisorRoutes = area.addChildren([
  createRoute({
    getParentRoute,
    path: '/',
    component: lazyRouteComponent(() => import('./Dashboard'), 'Dashboard'),
  }),
  createRoute({
    getParentRoute,
    path: '/campaigns',
    component: lazyRouteComponent(() => import('./Campaigns'), 'Campaigns'),
  }),
  createRoute({
    getParentRoute,
    path: '/campaigns/new',
    beforeLoad: only('supervisor'),
    component: lazyRouteComponent(() => import('./NewCampaign'), 'NewCampaign'),
  }),
  createRoute({
    getParentRoute,
    path: '/campaigns/$id',
    component: lazyRouteComponent(() => import('./CampaignPage'), 'CampaignPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/hours',
    beforeLoad: only('supervisor', 'trainer'),
    component: lazyRouteComponent(() => import('../hours/HoursPage'), 'HoursPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/do-not-call',
    beforeLoad: only('supervisor', 'administrator'),
    component: lazyRouteComponent(() => import('../numbers/NumbersPage'), 'CentreNumbers'),
  }),
  createRoute({
    getParentRoute,
    path: '/canaries',
    beforeLoad: only('supervisor', 'administrator'),
    component: lazyRouteComponent(() => import('./Canaries'), 'Canaries'),
  }),
  createRoute({
    getParentRoute,
    path: '/notes',
    beforeLoad: only('supervisor'),
    component: lazyRouteComponent(() => import('./Notes'), 'Notes'),
  }),
  createRoute({
    getParentRoute,
    path: '/centre',
    beforeLoad: only('supervisor', 'trainer'),
    component: lazyRouteComponent(() => import('./Centre'), 'Centre'),
  }),
  createRoute({
    getParentRoute,
    path: '/shifts',
    beforeLoad: only('supervisor', 'trainer'),
    component: lazyRouteComponent(() => import('./Shifts'), 'Shifts'),
  }),
  createRoute({
    getParentRoute,
    path: '/callbacks',
    beforeLoad: only('supervisor'),
    component: lazyRouteComponent(() => import('./Callbacks'), 'Callbacks'),
  }),
  createRoute({
    getParentRoute,
    path: '/quality',
    beforeLoad: only('supervisor', 'trainer'),
    component: lazyRouteComponent(() => import('../quality/QualityPage'), 'QualityPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quality/grid',
    beforeLoad: only('supervisor', 'trainer'),
    component: lazyRouteComponent(() => import('../quality/GridPage'), 'GridPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/quality/$id',
    beforeLoad: only('supervisor', 'trainer'),
    component: lazyRouteComponent(() => import('../quality/ReviewPage'), 'ReviewPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports',
    component: lazyRouteComponent(() => import('../reports/ReportsPage'), 'ReportsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/lists',
    component: lazyRouteComponent(() => import('./Lists'), 'Lists'),
  }),
]);

/** For the big screen on the wall, without the frame. */
export const wallboardRoute = createRoute({
  getParentRoute: () => bareRoute,
  path: '/wallboard',
  beforeLoad: only('supervisor', 'trainer', 'administrator', 'auditor'),
  component: lazyRouteComponent(() => import('./Wallboard'), 'Wallboard'),
});
