import { createRoute, Outlet } from '@tanstack/react-router';
import { only, shellRoute } from '../routes';

export const supervisorRoutes = createRoute({
  getParentRoute: () => shellRoute,
  path: '/supervisor',
  beforeLoad: only('supervisor', 'trainer'),
  component: Outlet,
});
