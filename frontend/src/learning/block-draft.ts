/** A building block while it is being written: plain fields, and back to what is published. */
import { type Draft, draftOf, exerciseOf } from './notation';
import type { BlockContent } from './queries';

export const KINDS: BlockContent['kind'][] = ['test', 'observed', 'self'];

/** A statement, or a criterion. */
export interface DraftLine {
  id: string;
  words: string;
  competence: string;
}

export interface DraftBlock {
  code: string;
  title: string;
  kind: BlockContent['kind'];
  about: string;
  minutes: number;
  text: string;
  card: string;
  drafts: Draft[];
  statements: DraftLine[];
  criteria: DraftLine[];
}

export function emptyBlock(): DraftBlock {
  return {
    code: '',
    title: '',
    kind: 'test',
    about: '',
    minutes: 10,
    text: '',
    card: '',
    drafts: [],
    statements: [],
    criteria: [],
  };
}

export function draftBlock(content: BlockContent): DraftBlock {
  return {
    code: content.code,
    title: content.title,
    kind: content.kind,
    about: content.about,
    minutes: content.minutes,
    text: content.text ?? '',
    card: content.card ?? '',
    drafts: (content.exercises ?? []).map(draftOf),
    statements: (content.statements ?? []).map(({ id, text, competence }) => ({
      id,
      words: text,
      competence: competence ?? '',
    })),
    criteria: (content.criteria ?? []).map(({ id, title, competence }) => ({
      id,
      words: title,
      competence,
    })),
  };
}

/** What is published: of the three kinds of content the one that the block's kind asks for. */
export function blockOf(draft: DraftBlock): BlockContent {
  const { code, kind, minutes } = draft;
  return {
    code,
    kind,
    minutes,
    title: draft.title.trim(),
    about: draft.about.trim(),
    text: draft.text.trim() || null,
    card: kind === 'observed' ? draft.card.trim() || null : null,
    exercises: kind === 'test' ? draft.drafts.map(exerciseOf) : [],
    statements:
      kind === 'self'
        ? draft.statements.map(({ id, words, competence }) => ({
            id,
            text: words.trim(),
            competence: competence || null,
          }))
        : [],
    criteria:
      kind === 'observed'
        ? draft.criteria.map(({ id, words, competence }) => ({
            id,
            title: words.trim(),
            competence,
          }))
        : [],
  };
}

/** Whether there is something of everything; the server looks closer. */
export function whole(draft: DraftBlock): boolean {
  const content = blockOf(draft);
  const lines = [
    ...(content.exercises ?? []).map(({ ask, why }) => ask && why),
    ...(content.statements ?? []).map(({ text }) => text),
    ...(content.criteria ?? []).map(({ title, competence }) => title && competence),
  ];
  return (
    Boolean(content.code && content.title && content.about && lines.length > 0) &&
    lines.every(Boolean)
  );
}
