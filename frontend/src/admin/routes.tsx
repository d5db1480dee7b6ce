import { createRoute, Outlet } from '@tanstack/react-router';
import { only, shellRoute } from '../routes';

export const adminRoutes = createRoute({
  getParentRoute: () => shellRoute,
  path: '/admin',
  beforeLoad: only('administrator', 'auditor'),
  component: Outlet,
});
