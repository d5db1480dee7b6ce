/** What can go wrong between the page and the server, as one class with the server's stable code. */

export interface FieldError {
  field: string;
  code: string;
}

interface ErrorBody {
  code: string;
  message: string;
  fields?: FieldError[] | null;
  next_at?: string | null;
}

export class ApiError extends Error {
  readonly code: string;
  /** HTTP status; 0 when the server could not be reached. */
  readonly status: number;
  readonly fields: FieldError[];
  /** The next moment that would not be refused, where the refusal is about a moment. */
  readonly nextAt: string | null;
  /** Seconds the server asks to wait (Retry-After), when it says so. */
  readonly retryAfter: number | null;

  constructor(status: number, body: ErrorBody, retryAfter: number | null = null) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code;
    this.fields = body.fields ?? [];
    this.nextAt = body.next_at ?? null;
    this.retryAfter = retryAfter;
  }
}

function isErrorBody(body: unknown): body is ErrorBody {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    'message' in body &&
    typeof body.message === 'string'
  );
}

/** The error of an answer that is not 2xx; a proxy's own page becomes `server_error` without a sentence. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
  const wait = Number.isNaN(seconds) ? null : seconds;
  if (isErrorBody(body)) return new ApiError(response.status, body, wait);
  return new ApiError(response.status, { code: 'server_error', message: '' }, wait);
}

export function isApiError(error: unknown, ...codes: string[]): error is ApiError {
  return error instanceof ApiError && (codes.length === 0 || codes.includes(error.code));
}
