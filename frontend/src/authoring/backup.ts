/** Words that are not saved yet, kept in this tab: a reload, a lost network or a session that ends loses none. */
import type { Content } from './queries';

const key = (code: string) => `callcenter.scenario.${code}`;

export function keep(code: string, content: Content): void {
  try {
    sessionStorage.setItem(key(code), JSON.stringify(content));
  } catch {
    // No room in this browser: the page holds them as long as it is open.
  }
}

export function kept(code: string): Content | null {
  const found = sessionStorage.getItem(key(code));
  return found ? (JSON.parse(found) as Content) : null;
}

export function forget(code: string): void {
  sessionStorage.removeItem(key(code));
}
