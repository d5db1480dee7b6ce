import { createRoute, Outlet } from '@tanstack/react-router';
import { only, shellRoute } from '../routes';

export const partnerRoutes = createRoute({
  getParentRoute: () => shellRoute,
  path: '/partner',
  beforeLoad: only('partner'),
  component: Outlet,
});
