import { createRoute, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { only, shellRoute } from '../routes';
import { type Mode, modes } from './modes';

const area = createRoute({
  getParentRoute: () => shellRoute,
  path: '/partner',
  beforeLoad: only('partner'),
  component: Outlet,
});

const getParentRoute = () => area;

/** What a new file is for: a list of its own, or a change of one that is there. */
const asked = (search: { mode?: unknown; target?: unknown }): { mode?: Mode; target?: string } => {
  const mode = modes.find((each) => each === search.mode);
  return mode && typeof search.target === 'string' ? { mode, target: search.target } : {};
};

export const partnerRoutes = area.addChildren([
  createRoute({
    getParentRoute,
    path: '/',
    component: lazyRouteComponent(() => import('./Home'), 'Home'),
  }),
  createRoute({
    getParentRoute,
    path: '/campaigns/$id',
    component: lazyRouteComponent(() => import('./CampaignResults'), 'CampaignResults'),
  }),
  createRoute({
    getParentRoute,
    path: '/lists',
    component: lazyRouteComponent(() => import('./Lists'), 'Lists'),
  }),
  createRoute({
    getParentRoute,
    path: '/lists/new',
    validateSearch: asked,
    component: lazyRouteComponent(() => import('./NewList'), 'NewList'),
  }),
  createRoute({
    getParentRoute,
    path: '/lists/$id',
    component: lazyRouteComponent(() => import('./ListPage'), 'ListPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reports',
    component: lazyRouteComponent(() => import('../reports/ReportsPage'), 'ReportsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/exchange',
    component: lazyRouteComponent(() => import('./Exchange'), 'Exchange'),
  }),
  createRoute({
    getParentRoute,
    path: '/do-not-call',
    component: lazyRouteComponent(() => import('../numbers/NumbersPage'), 'PartnerNumbers'),
  }),
  createRoute({
    getParentRoute,
    path: '/slots',
    component: lazyRouteComponent(() => import('./Slots'), 'Slots'),
  }),
  createRoute({
    getParentRoute,
    path: '/appointments',
    component: lazyRouteComponent(() => import('./Appointments'), 'Appointments'),
  }),
  createRoute({
    getParentRoute,
    path: '/journal',
    component: lazyRouteComponent(() => import('./Journal'), 'Journal'),
  }),
  createRoute({
    getParentRoute,
    path: '/data',
    component: lazyRouteComponent(() => import('../shared/ending/EndOfData'), 'EndOfData'),
  }),
]);
