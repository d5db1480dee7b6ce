import { createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { only, shellRoute } from '../routes';

const area = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin',
  beforeLoad: only('administrator', 'auditor'),
  component: Outlet,
});

const getParentRoute = () => area;

export const adminRoutes = area.addChildren([
  createRoute({
    getParentRoute,
    path: '/',
    beforeLoad: ({ context }) => {
      if (context.me.role === 'auditor') throw redirect({ to: '/admin/journal' });
    },
    component: lazyRouteComponent(() => import('./People'), 'People'),
  }),
  createRoute({
    getParentRoute,
    path: '/sites',
    beforeLoad: only('administrator'),
    component: lazyRouteComponent(() => import('./Sites'), 'Sites'),
  }),
  createRoute({
    getParentRoute,
    path: '/sites/$id',
    beforeLoad: only('administrator'),
    component: lazyRouteComponent(() => import('./SitePage'), 'SitePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/partners',
    beforeLoad: only('administrator'),
    component: lazyRouteComponent(() => import('./Partners'), 'Partners'),
  }),
  createRoute({
    getParentRoute,
    path: '/journal',
    component: lazyRouteComponent(() => import('./Journal'), 'Journal'),
  }),
  createRoute({
    getParentRoute,
    path: '/data',
    beforeLoad: only('administrator'),
    component: lazyRouteComponent(() => import('../shared/ending/EndOfData'), 'EndOfData'),
  }),
]);
