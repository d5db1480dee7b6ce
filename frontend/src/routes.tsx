/** The routes that every area hangs under: the root, the signed-in shell and the guard by role. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { meQuery } from './api/session';
import type { Role } from './api/types';
import { home } from './shared/shell/navigation';
import { Shell } from './shared/shell/Shell';
import { BrokenPage } from './shared/ui/ErrorBoundary';

export interface RouterContext {
  client: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  errorComponent: BrokenPage,
});

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  // Only an address inside the application: a crafted link must not lead anywhere else.
  validateSearch: ({ to }: { to?: unknown }): { to?: string } => ({
    to: typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : undefined,
  }),
  component: lazyRouteComponent(() => import('./shared/sign-in/SignInPage'), 'SignInPage'),
});

/** `beforeLoad` of what only somebody who is signed in may open. */
async function signedIn({
  context,
  location,
}: {
  context: RouterContext;
  location: { pathname: string };
}) {
  const me = await context.client.ensureQueryData(meQuery);
  if (!me) {
    const to = location.pathname === '/' ? {} : { to: location.pathname };
    throw redirect({ to: '/sign-in', search: to });
  }
  if (me.must_change_passphrase && location.pathname !== '/passphrase') {
    throw redirect({ to: '/passphrase' });
  }
  return { me };
}

export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: signedIn,
  component: Shell,
});

/** Signed in, without the frame: pages that fill a screen by themselves. */
export const bareRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'bare',
  beforeLoad: signedIn,
  component: Outlet,
});

export const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    throw redirect({ to: home[context.me.role] });
  },
});

export const passphraseRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/passphrase',
  component: lazyRouteComponent(() => import('./shared/sign-in/PassphrasePage'), 'PassphrasePage'),
});

/** `beforeLoad` of an area: anybody else goes home. The server decides what they may do; this spares an empty page. */
export function only(...roles: Role[]) {
  return ({ context }: { context: { me: { role: Role } } }) => {
    if (!roles.includes(context.me.role)) throw redirect({ to: '/' });
  };
}
