/** Who is signed in: the one query that every page and guard reads. */
import { queryOptions, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import i18n, { rememberLanguage } from '../shared/i18n';
import { api, read } from './client';
import { isApiError } from './errors';
import { sessionGate } from './session-gate';
import type { Me } from './types';

/** null = nobody is signed in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async (): Promise<Me | null> => {
    try {
      return welcome(await read(api.GET('/api/me')));
    } catch (error) {
      if (isApiError(error) && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export function welcome(me: Me): Me {
  sessionGate.enter(me.id);
  rememberLanguage(me.language);
  if (i18n.language !== me.language) void i18n.changeLanguage(me.language);
  return me;
}

/** Inside the signed-in shell only: its route guard has made sure there is somebody. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  if (!data) throw new Error('useMe outside the signed-in shell');
  return data;
}

export function useSignOut(): (everywhere?: boolean) => Promise<void> {
  const client = useQueryClient();
  return async (everywhere = false) => {
    try {
      await api.POST(everywhere ? '/api/sign-out-everywhere' : '/api/sign-out');
    } catch (error) {
      // Already signed out on the server: the page has to go all the same.
      if (!isApiError(error) || error.status !== 401) throw error;
    }
    sessionGate.leave();
    sessionStorage.clear();
    client.clear();
    location.assign('/sign-in');
  };
}
