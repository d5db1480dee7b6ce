/**
 * The typed client: one function per verb, errors thrown as `ApiError`, the language sent along.
 * An ended session holds the request back until its owner has signed in again, then sends it once more.
 */
import createClient, { type Middleware } from 'openapi-fetch';
import i18n from '../shared/i18n';
import { hearServerTime } from '../shared/use-now';
import { ApiError, errorOf } from './errors';
import type { paths } from './schema';
import { sessionGate } from './session-gate';

async function send(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, { code: 'unreachable', message: '' });
  }
}

/** Requests that are themselves about signing in or out never wait for a new session. */
async function sessionIsOver(request: Request, response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  if (/\/api\/sign-(in|out|out-everywhere)$/.test(new URL(request.url).pathname)) return false;
  return (await errorOf(response.clone())).code === 'session_ended';
}

async function sendInSession(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await send(request);
  if (!(await sessionIsOver(request, response))) return response;
  const signedInAgain = await sessionGate.ended();
  return signedInAgain ? send(again) : response;
}

const language: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', i18n.language);
  },
  async onResponse({ response }) {
    hearServerTime(response.headers.get('Date'));
    if (!response.ok) throw await errorOf(response);
  },
};

export const api = createClient<paths>({
  baseUrl: typeof location === 'undefined' ? 'http://localhost' : location.origin,
  credentials: 'same-origin',
  fetch: sendInSession,
});
api.use(language);

/** The body of a good answer: `await read(api.GET('/api/me'))`. */
export async function read<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}
