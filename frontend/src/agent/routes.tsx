import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { only, shellRoute } from '../routes';

export const agentRoutes = createRoute({
  getParentRoute: () => shellRoute,
  path: '/agent',
  beforeLoad: only('agent'),
  component: lazyRouteComponent(() => import('./Workstation'), 'Workstation'),
});
