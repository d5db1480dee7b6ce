import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { afresh } from './afresh';

const queryKey = ['follow-up'];

/** A page that shows what the server said, and a server whose answers come when the test lets them. */
function page() {
  const client = new QueryClient();
  const server = { says: 'before', asked: 0 };
  const waiting: (() => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey,
    queryFn: () => {
      const said = server.says;
      server.asked += 1;
      return new Promise<string>((resolve) => waiting.push(() => resolve(said)));
    },
  });
  const leave = observer.subscribe(() => undefined);
  const answer = () => waiting.shift()?.();
  return { client, server, observer, answer, leave };
}

test('what changes while a page loads for the first time is on it', async () => {
  const { client, server, observer, answer, leave } = page();
  server.says = 'after';
  const done = afresh(client, { queryKey });
  answer();
  await expect.poll(() => server.asked).toBe(2);
  answer();
  await done;
  expect(observer.getCurrentResult().data).toBe('after');
  leave();
});

test('what is there already is asked for once', async () => {
  const { client, server, observer, answer, leave } = page();
  answer();
  await expect.poll(() => observer.getCurrentResult().data).toBe('before');
  server.says = 'after';
  const done = afresh(client, { queryKey });
  answer();
  await done;
  expect(observer.getCurrentResult().data).toBe('after');
  expect(server.asked).toBe(2);
  leave();
});
