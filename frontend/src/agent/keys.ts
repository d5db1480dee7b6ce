/**
 * The keyboard: function keys work everywhere, also while typing; choice keys only where the choices are.
 * Function keys are no characters, so they can't collide with typing or with speech input.
 */
import { useEffect, useRef } from 'react';

export const keys = {
  read: 'F1',
  main: 'F2',
  said: 'F3',
  panel: 'F4',
  objection: 'F6',
  hold: 'F7',
  help: 'F8',
  knownPerson: 'F9',
  pause: 'F10',
} as const;

export type KeyName = (typeof keys)[keyof typeof keys];

interface Pressed {
  key: string;
  code: string;
}

/** The digit or letter meant. Digits by position: on a French keyboard they need Shift, here they don't. */
export function choiceKey({ key, code }: Pressed): string {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  return digit ?? key.toUpperCase();
}

/** Two presses closer than this are one: nobody calls and hangs up within it. */
const BOUNCE_MS = 500;

export function useFunctionKeys(actions: Partial<Record<KeyName, () => void>>): void {
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    const onKeyDown = (event: KeyboardEvent) => {
      const action = current.current[event.key as KeyName];
      if (!action || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (event.repeat || event.timeStamp - last < BOUNCE_MS) return;
      last = event.timeStamp;
      action();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
