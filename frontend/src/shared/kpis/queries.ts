/** The definitions of the figures, the same for everybody; they change with the language alone. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../../api/client';

export const definitionsQuery = (language: string) =>
  queryOptions({
    queryKey: ['kpis', language],
    queryFn: () => read(api.GET('/api/kpis')),
    staleTime: Number.POSITIVE_INFINITY,
  });
