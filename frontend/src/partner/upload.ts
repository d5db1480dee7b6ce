/** Sends a file with its progress: what fetch cannot tell. */
import { ApiError } from '../api/errors';
import { sessionGate } from '../api/session-gate';
import i18n from '../shared/i18n';

export interface Progress {
  sent: number;
  total: number;
  /** Bytes a second since the start; null while it is too early to say. */
  rate: number | null;
  /** Seconds that are left at this rate. */
  left: number | null;
}

const EARLY_MS = 600;

export function progressOf(sent: number, total: number, elapsedMs: number): Progress {
  if (elapsedMs < EARLY_MS || sent === 0) return { sent, total, rate: null, left: null };
  const rate = (sent / elapsedMs) * 1000;
  return { sent, total, rate, left: (total - sent) / rate };
}

function errorOf(request: XMLHttpRequest): ApiError {
  const wait = Number.parseInt(request.getResponseHeader('Retry-After') ?? '', 10);
  try {
    const { code, message, fields } = JSON.parse(request.responseText);
    if (typeof code === 'string' && typeof message === 'string') {
      return new ApiError(request.status, { code, message, fields }, wait || null);
    }
  } catch {
    // A proxy's own page: no sentence in it.
  }
  return new ApiError(request.status, { code: 'server_error', message: '' }, wait || null);
}

function sendOnce(
  address: string,
  file: File,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const started = Date.now();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort, { once: true });
    request.open('PUT', address);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('Accept-Language', i18n.language);
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress(progressOf(loaded, total, Date.now() - started));
    request.onload = () => (request.status < 300 ? resolve() : reject(errorOf(request)));
    request.onerror = () => reject(new ApiError(0, { code: 'unreachable', message: '' }));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    request.onloadend = () => signal.removeEventListener('abort', abort);
    request.send(file);
  });
}

/** Once more after the same person has signed in again; the file is still at hand. */
export async function upload(
  address: string,
  file: File,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    await sendOnce(address, file, onProgress, signal);
  } catch (error) {
    const ended = error instanceof ApiError && error.code === 'session_ended';
    if (!ended || !(await sessionGate.ended())) throw error;
    await sendOnce(address, file, onProgress, signal);
  }
}
