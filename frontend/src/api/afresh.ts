/** Loading again what the feed says has changed. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Loads again what this key names. What is just being loaded for the first time is loaded once more after it:
 * its answer may have been made before the change, and the client alone would let it stand.
 */
export async function afresh(
  client: QueryClient,
  { queryKey }: { queryKey: QueryKey },
): Promise<void> {
  const first = client
    .getQueryCache()
    .findAll({ queryKey })
    .some(({ state }) => state.fetchStatus === 'fetching' && state.data === undefined);
  await client.invalidateQueries({ queryKey });
  if (first) await client.invalidateQueries({ queryKey });
}
