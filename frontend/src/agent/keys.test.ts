import { expect, test } from 'vitest';
import { choiceKey } from './keys';

test.each([
  [{ key: '&', code: 'Digit1' }, '1'], // French keyboard: the digit needs Shift, its key does not
  [{ key: '1', code: 'Numpad1' }, '1'],
  [{ key: 'a', code: 'KeyQ' }, 'A'], // letters by what is printed on the key
  [{ key: 'Q', code: 'KeyQ' }, 'Q'],
])('%o means %s', (pressed, expected) => {
  expect(choiceKey(pressed)).toBe(expected);
});
