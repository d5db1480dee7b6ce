import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { only, shellRoute } from '../routes';

export const verifyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/papers',
  beforeLoad: only('supervisor', 'trainer', 'administrator', 'auditor'),
  component: lazyRouteComponent(() => import('./VerifyPage'), 'VerifyPage'),
});
