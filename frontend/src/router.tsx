/** All routes put together. */
import { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import { adminRoutes } from './admin/routes';
import { agentRoutes } from './agent/routes';
import { isApiError } from './api/errors';
import { verifyRoute } from './papers/routes';
import { partnerRoutes } from './partner/routes';
import { payslipRoute } from './payslip/routes';
import {
  bareRoute,
  homeRoute,
  passphraseRoute,
  rootRoute,
  shellRoute,
  signInRoute,
} from './routes';
import { NotFound } from './shared/shell/NotFound';
import { supervisorRoutes, wallboardRoute } from './supervisor/routes';
import { trainerRoutes } from './training/routes';

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      // A refusal stays a refusal; only an unreachable or starting server is worth another try.
      retry: (count, error) =>
        count < 2 && isApiError(error) && (error.status === 0 || error.status >= 502),
      staleTime: 5_000,
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    bareRoute.addChildren([wallboardRoute]),
    shellRoute.addChildren([
      homeRoute,
      passphraseRoute,
      agentRoutes,
      supervisorRoutes,
      trainerRoutes,
      partnerRoutes,
      adminRoutes,
      payslipRoute,
      verifyRoute,
    ]),
  ]),
  context: { client },
  defaultNotFoundComponent: NotFound,
  defaultPreload: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
