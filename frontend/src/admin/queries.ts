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

export interface JournalAsked {
  action?: string;
  person?: string;
  contact?: string;
  list_id?: string;
  since?: string;
  until?: string;
  oldest_first?: boolean;
}

/** The journal as it is asked for; the next page begins where the last one ended. */
export const journalQuery = (asked: JournalAsked) =>
  infiniteQueryOptions({
    queryKey: ['journal', asked],
    queryFn: ({ pageParam }) =>
      read(
        api.GET('/api/journal', {
          params: {
            query: {
              limit: PAGE,
              ...asked,
              ...(pageParam !== null &&
                (asked.oldest_first ? { after: pageParam } : { before: pageParam })),
            },
          },
        }),
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.length < PAGE ? null : (page.at(-1)?.seq ?? null)),
    staleTime: 0,
  });

export type JournalCheck = Schemas['JournalCheckRead'];

/** The latest checks of the journal; one that is under way is looked at every second. */
export const journalChecksQuery = queryOptions({
  queryKey: ['journal', 'checks'],
  queryFn: () => read(api.GET('/api/journal/checks')),
  refetchInterval: ({ state }) => (state.data?.[0]?.state === 'running' ? 1_000 : false),
});

/** Where the same is taken away as a zip with the signed checkpoint. */
export const extractAddress = ({ oldest_first: _, ...asked }: JournalAsked) =>
  `/api/journal/extract?${new URLSearchParams(asked)}`;

export const journalChoicesQuery = queryOptions({
  queryKey: ['journal', 'choices'],
  queryFn: () => read(api.GET('/api/journal/choices')),
});
