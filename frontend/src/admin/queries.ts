/** The administrator's server state. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type Person = Schemas['UserRead'];
export type PersonCreate = Schemas['UserCreate'];
export type NewPassphrase = Schemas['NewPassphrase'];
export type Site = Schemas['SiteRead'];
export type Partner = Schemas['PartnerRead'];
export type Terms = Partner['agreement'];
export type JournalLine = Schemas['JournalLine'];

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: () => read(api.GET('/api/users')),
});

export const sitesQuery = queryOptions({
  queryKey: ['sites'],
  queryFn: () => read(api.GET('/api/sites')),
});

export const partnersQuery = queryOptions({
  queryKey: ['partners'],
  queryFn: () => read(api.GET('/api/partners')),
});

const PAGE = 100;

export const journalQuery = (action: string | null) =>
  infiniteQueryOptions({
    queryKey: ['journal', action],
    queryFn: ({ pageParam }) =>
      read(
        api.GET('/api/journal', {
          params: {
            query: {
              limit: PAGE,
              ...(pageParam !== null && { before: pageParam }),
              ...(action && { action }),
            },
          },
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length < PAGE ? null : (page.at(-1)?.seq ?? null)),
    staleTime: 0,
  });
