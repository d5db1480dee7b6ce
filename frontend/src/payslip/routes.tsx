import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { only, shellRoute } from '../routes';

export const payslipRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/payslip',
  beforeLoad: only('agent', 'trainer', 'supervisor'),
  component: lazyRouteComponent(() => import('./PaySlipPage'), 'PaySlipPage'),
});
