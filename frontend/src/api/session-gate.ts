/**
 * Knows whether a signed-in person's session has ended under a page that is still open.
 * The client asks it what to do with a refused request; the dialog over the page answers.
 */

type Listener = () => void;

class SessionGate {
  #open = false;
  #personId: string | null = null;
  #waiting: ((again: boolean) => void)[] = [];
  #listeners = new Set<Listener>();

  /** Remember who is signed in; before that, an ended session is just "not signed in". */
  enter(personId: string): void {
    this.#personId = personId;
  }

  leave(): void {
    this.#personId = null;
    this.#settle(false);
  }

  /** Resolves to true once the same person has signed in again, false if nobody will. */
  ended(): Promise<boolean> {
    if (this.#personId === null) return Promise.resolve(false);
    this.#open = true;
    this.#tell();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** True if it is the same person: the page goes on. Otherwise the page must be left. */
  signedInAgain(personId: string): boolean {
    const same = personId === this.#personId;
    this.#settle(same);
    return same;
  }

  isOpen = (): boolean => this.#open;

  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #settle(again: boolean): void {
    this.#open = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(again);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const sessionGate = new SessionGate();
