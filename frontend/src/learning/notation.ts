/**
 * Exercises as a trainer writes them: one field of plain lines for each kind, and back.
 *
 * choice, listen: one answer a line, a star before the right ones. order: the lines in the right order.
 * mistake: a script, a star before the line that must not be said. fill: [right|also right] in the text.
 * rewrite: the message to better; the model and what is looked for stand in their own fields.
 */
import type { ModuleContent } from './queries';

export type Part = ModuleContent['parts'] extends readonly (infer P)[] ? P : never;
export type Exercise = NonNullable<Part['exercises']> extends readonly (infer E)[] ? E : never;
export type Kind = Exercise['kind'];
export const KINDS: Kind[] = ['choice', 'order', 'fill', 'listen', 'rewrite', 'mistake'];

/** What stands in the fields while an exercise is being written. */
export interface Draft {
  id: string;
  kind: Kind;
  competence: string;
  ask: string;
  simple: string;
  hint: string;
  why: string;
  /** What is heard, or the message to better. */
  said: string;
  lines: string;
  model: string;
  most: number;
  must: string;
  never: string;
}

export function draftOf(exercise: Exercise): Draft {
  const common = {
    id: exercise.id,
    kind: exercise.kind,
    competence: exercise.competence,
    ask: exercise.ask,
    simple: exercise.simple ?? '',
    hint: exercise.hint ?? '',
    why: exercise.why,
    said: '',
    lines: '',
    model: '',
    most: 120,
    must: '',
    never: '',
  };
  switch (exercise.kind) {
    case 'choice':
      return { ...common, lines: starred(exercise.options) };
    case 'listen':
      return { ...common, said: exercise.said, lines: starred(exercise.options) };
    case 'order':
      return { ...common, lines: exercise.items.join('\n') };
    case 'mistake':
      return {
        ...common,
        lines: exercise.lines
          .map((line, at) => (at + 1 === exercise.wrong ? `* ${line}` : line))
          .join('\n'),
      };
    case 'fill':
      return { ...common, lines: exercise.text };
    case 'rewrite':
      return {
        ...common,
        said: exercise.original,
        model: exercise.model,
        most: exercise.most_words ?? 120,
        must: checks(exercise.must),
        never: checks(exercise.never ?? []),
      };
  }
}

export function exerciseOf(draft: Draft): Exercise {
  const common = {
    id: draft.id,
    competence: draft.competence,
    ask: draft.ask.trim(),
    simple: draft.simple.trim() || null,
    hint: draft.hint.trim() || null,
    why: draft.why.trim(),
  };
  switch (draft.kind) {
    case 'choice':
      return { ...common, kind: 'choice', options: options(draft.lines) };
    case 'listen':
      return { ...common, kind: 'listen', said: draft.said.trim(), options: options(draft.lines) };
    case 'order':
      return { ...common, kind: 'order', items: lines(draft.lines) };
    case 'mistake': {
      const found = options(draft.lines);
      return {
        ...common,
        kind: 'mistake',
        lines: found.map(({ text }) => text),
        wrong: found.findIndex(({ right }) => right) + 1,
      };
    }
    case 'fill':
      return { ...common, kind: 'fill', text: draft.lines.trim() };
    case 'rewrite':
      return {
        ...common,
        kind: 'rewrite',
        original: draft.said.trim(),
        model: draft.model.trim(),
        must: checksOf(draft.must),
        never: checksOf(draft.never),
        most_words: draft.most,
      };
  }
}

export function newDraft(id: string, competence: string): Draft {
  return {
    id,
    kind: 'choice',
    competence,
    ask: '',
    simple: '',
    hint: '',
    why: '',
    said: '',
    lines: '',
    model: '',
    most: 120,
    must: '',
    never: '',
  };
}

/** A name that no other has: `ex-1`, `ex-2` … */
export function freeName(stem: string, taken: Iterable<string>): string {
  const names = new Set(taken);
  let number = 1;
  while (names.has(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}

/** A code out of a title: small letters, no accents, dashes. */
export function codeOf(title: string): string {
  return title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
}

type Option = { text: string; right?: boolean };
type Check = { say: string; any: readonly string[] };

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
const starred = (found: readonly Option[]) =>
  found.map(({ text, right }) => (right ? `* ${text}` : text)).join('\n');
const options = (text: string) =>
  lines(text).map((line) => ({ text: line.replace(/^\*\s*/, ''), right: line.startsWith('*') }));
/** « Saluer : bonjour, bonsoir » */
const checks = (found: readonly Check[]) =>
  found.map(({ say, any }) => `${say} : ${any.join(', ')}`).join('\n');
const checksOf = (text: string) =>
  lines(text).map((line) => {
    const [say = '', ...words] = line.split(/\s*:\s*/);
    return {
      say,
      any: words
        .join(':')
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean),
    };
  });
