/** What an author does to a draft; each gives a new content and leaves the old one as it was. Pure. */
import type { Choice, Content, Criterion, Line } from './queries';

export type Verdict = 'good' | 'part' | 'missed' | 'forbidden' | 'neutral';

/** The criterion that no answer gives: the right outcome, recorded after the call. */
export const OUTCOME = 'outcome';
/** The line that a customer who has lost patience says. */
export const IMPATIENT = 'impatient';

/** What an answer is worth, as the debrief will judge it. */
export function verdictOf({ forbidden, good, part, miss }: Choice): Verdict {
  if (typeof forbidden === 'string') return 'forbidden';
  if (good.length > 0 && miss.length === 0) return 'good';
  if (good.length > 0 || part.length > 0) return 'part';
  return miss.length > 0 ? 'missed' : 'neutral';
}

export function freeName(stem: string, taken: readonly string[]): string {
  for (let number = 1; ; number += 1) {
    const name = `${stem}${number}`;
    if (!taken.includes(name)) return name;
  }
}

export const emptyChoice = (): Choice => ({
  say: '',
  act: false,
  to: '',
  good: [],
  part: [],
  miss: [],
  duties: [],
  held: false,
  announces: false,
  forbidden: null,
  why: null,
});

export const emptyLine = (name: string): Line => ({
  name,
  says: [''],
  mood: 'calm',
  trap: null,
  hint: null,
  choices: [],
  end: null,
  outcomes: [],
  half: null,
  expect: {},
  cut: null,
});

export function changeLine(content: Content, name: string, changed: Partial<Line>): Content {
  return {
    ...content,
    nodes: content.nodes.map((line) => (line.name === name ? { ...line, ...changed } : line)),
  };
}

export function addLine(content: Content): { content: Content; name: string } {
  const name = freeName(
    'l',
    content.nodes.map((line) => line.name),
  );
  return { content: { ...content, nodes: [...content.nodes, emptyLine(name)] }, name };
}

/** Takes a line away; what led to it leads nowhere until the author says where to. */
export function removeLine(content: Content, name: string): Content {
  return {
    ...content,
    nodes: content.nodes
      .filter((line) => line.name !== name)
      .map((line) => ({
        ...line,
        choices: line.choices.map((choice) =>
          choice.to === name ? { ...choice, to: '' } : choice,
        ),
      })),
  };
}

/** Sets how many lapses a customer bears; the line that is said then comes along. */
export function setPatience(content: Content, patience: number | null): Content {
  const there = content.nodes.some(({ name }) => name === IMPATIENT);
  const nodes =
    patience !== null && !there
      ? [...content.nodes, { ...emptyLine(IMPATIENT), end: 'customer' as const }]
      : content.nodes;
  return { ...content, patience, nodes };
}

export function addCriterion(content: Content, code?: string): Content {
  const name =
    code ??
    freeName(
      'c',
      content.rubric.map((each) => each.code),
    );
  const fresh: Criterion = { code: name, competence: '', weight: 1, text: '', tip: '' };
  return { ...content, rubric: [...content.rubric, fresh] };
}

/** Takes a criterion away, and every mark of it. */
export function removeCriterion(content: Content, code: string): Content {
  const others = (marks: string[]) => marks.filter((mark) => mark !== code);
  return {
    ...content,
    rubric: content.rubric.filter((each) => each.code !== code),
    nodes: content.nodes.map((line) => ({
      ...line,
      cut: line.cut ? { ...line.cut, good: others(line.cut.good) } : line.cut,
      choices: line.choices.map((choice) => ({
        ...choice,
        good: others(choice.good),
        part: others(choice.part),
        miss: others(choice.miss),
      })),
    })),
  };
}

export function words(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;
}

/** Whether two contents say the same; the order of names in an object does not matter. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]));
}
