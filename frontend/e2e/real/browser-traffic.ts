/** Everything that a browser was sent: bodies, headers, frames; and the ways in which a secret can be written. */
import type { BrowserContext, Page } from '@playwright/test';

export class Traffic {
  readonly #pieces: Promise<{ where: string; text: string }>[] = [];

  constructor(context: BrowserContext) {
    context.on('page', (page) => this.#watchFrames(page));
    for (const page of context.pages()) this.#watchFrames(page);
    context.on('response', (response) => {
      const where = new URL(response.url()).pathname;
      const headers = response
        .headersArray()
        .then((all) => all.map(({ name, value }) => `${name}: ${value}`).join('\n'));
      this.#pieces.push(headers.then((text) => ({ where: `headers of ${where}`, text })));
      const body = response.body().catch(() => Buffer.alloc(0));
      this.#pieces.push(body.then((bytes) => ({ where, text: bytes.toString('utf8') })));
    });
  }

  #watchFrames(page: Page) {
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        const frame = { where: 'a frame of the feed', text: payload.toString() };
        this.#pieces.push(Promise.resolve(frame));
      }),
    );
  }

  /** How many pieces came: a search of nothing proves nothing. */
  get size(): number {
    return this.#pieces.length;
  }

  /** Where any of the needles stands, in any of its spellings. */
  async find(needles: string[]): Promise<string[]> {
    const found = new Set<string>();
    for (const { where, text } of await Promise.all(this.#pieces)) {
      const plain = text.toLowerCase();
      for (const needle of needles) {
        if (spellings(needle).some((spelling) => plain.includes(spelling))) {
          found.add(`${needle} in ${where}`);
        }
      }
    }
    return [...found];
  }
}

/** The secret itself, encoded, and for a number also grouped, international and without its zero. */
export function spellings(secret: string): string[] {
  const forms = [secret];
  const digits = secret.replace(/\D/g, '');
  if (/^\+?[\d\s.-]{9,}$/.test(secret)) {
    const subscriber = digits.replace(/^(?:33|590|596|594|262)?0?/, '');
    const national = `0${subscriber}`;
    const pairs = national.match(/\d{2}/g) ?? [];
    forms.push(subscriber, national, ...[' ', '.', '-', '\u00a0'].map((gap) => pairs.join(gap)));
    forms.push(subscriber.replace(/(\d)(\d{2})(\d{2})(\d{2})(\d{2})/, '$1 $2 $3 $4 $5'));
  }
  const encoded = forms.flatMap((form) => [
    form,
    encodeURIComponent(form),
    Buffer.from(form).toString('base64').replace(/=+$/, ''),
    Buffer.from(form).toString('hex'),
  ]);
  return encoded.map((form) => form.toLowerCase());
}
