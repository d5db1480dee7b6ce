import { IconAlertTriangle, IconFlag, IconPhoneOff, IconPlayerPlay } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Verdict } from './draft';
import classes from './Graph.module.css';
import { BOX, type Edge, layout } from './layout';

export interface GraphLine {
  name: string;
  says: readonly string[];
  mood: string;
  trap?: string | null;
  end?: string | null;
  choices: readonly { to: string; verdict: Verdict }[];
}

interface GraphProps {
  lines: readonly GraphLine[];
  start: string;
  /** Lines that are come to without an answer: where patience is lost. */
  also?: readonly string[];
  /** The language that the customer speaks. */
  language: string;
  selected?: string | null;
  onSelect: (name: string) => void;
  /** Line → how many things are wrong there. */
  wrong?: ReadonlyMap<string, number>;
}

const SIGNS: Record<Verdict, string> = {
  good: '✓',
  part: '½',
  missed: '–',
  forbidden: '✕',
  neutral: '·',
};
const VERDICTS = ['good', 'part', 'missed', 'forbidden', 'neutral'] as const;

/**
 * The talk as a picture: a box for each line of the customer, from top to bottom, and a stroke for each answer. The
 * boxes are buttons in the order of the call; what an answer is worth shows by colour, by pattern and by a sign.
 */
export function Graph({ lines, start, also, language, selected, onSelect, wrong }: GraphProps) {
  const { t } = useTranslation('authoring');
  const drawing = useMemo(
    () =>
      layout({
        start,
        also: also ?? [],
        lines: lines.map(({ name, choices }) => ({ name, to: choices.map(({ to }) => to) })),
      }),
    [lines, start, also],
  );
  const byName = new Map(lines.map((line) => [line.name, line]));
  const boxes = [...drawing.boxes].sort((a, b) => a.y - b.y || a.x - b.x);
  const verdict = ({ from, choice }: Edge) => byName.get(from)?.choices[choice]?.verdict;
  return (
    <div>
      <ul className={classes.legend} aria-label={t('graph.legend')}>
        {VERDICTS.map((each) => (
          <li key={each}>
            <svg width="46" height="20" aria-hidden="true">
              <g className={classes.edge} data-verdict={each}>
                <path d="M22 10H46" />
                <circle cx="10" cy="10" r="9" />
                <text x="10" y="10">
                  {SIGNS[each]}
                </text>
              </g>
            </svg>
            {t(`graph.verdict.${each}`)}
          </li>
        ))}
      </ul>
      <section
        className={classes.scroll}
        aria-label={t('graph.label')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
        tabIndex={0}
      >
        <div
          className={classes.canvas}
          style={{ width: drawing.width, height: Math.max(BOX.height, drawing.height) }}
        >
          <svg
            width={drawing.width}
            height={Math.max(BOX.height, drawing.height)}
            aria-hidden="true"
          >
            {drawing.edges.map((edge) => (
              <Stroke
                key={`${edge.from} ${edge.choice}`}
                edge={edge}
                verdict={verdict(edge) ?? 'neutral'}
                near={edge.from === selected}
              />
            ))}
          </svg>
          {boxes.map(({ name, x, y, reached }) => {
            const line = byName.get(name);
            if (!line) return null;
            return (
              <LineBox
                key={name}
                line={line}
                first={name === start}
                reached={reached}
                wrong={wrong?.get(name) ?? 0}
                language={language}
                pressed={name === selected}
                place={{ left: x, top: y }}
                onSelect={() => onSelect(name)}
              />
            );
          })}
        </div>
      </section>
    </div>
  );
}

interface LineBoxProps {
  line: GraphLine;
  first: boolean;
  reached: boolean;
  wrong: number;
  language: string;
  pressed: boolean;
  place: { left: number; top: number };
  onSelect: () => void;
}

function LineBox(props: LineBoxProps) {
  const { line, first, reached, wrong, language, pressed, place, onSelect } = props;
  const { t } = useTranslation(['authoring', 'practice', 'trainer']);
  const stuck = !line.end && line.choices.length === 0;
  return (
    <button
      type="button"
      className={classes.box}
      style={{ ...place, ...BOX }}
      aria-pressed={pressed}
      data-end={line.end ?? undefined}
      data-trap={line.trap ?? undefined}
      data-wrong={wrong > 0 || stuck || undefined}
      data-unreached={reached ? undefined : true}
      onClick={onSelect}
    >
      <span className={classes.words} lang={language}>
        {line.says[0]?.trim() || t('line.no_words')}
      </span>
      <span className={classes.tags}>
        {first && (
          <span>
            <IconPlayerPlay size={13} aria-hidden="true" />
            {t('graph.start')}
          </span>
        )}
        {line.end && (
          <span>
            {line.end === 'customer' ? (
              <IconPhoneOff size={13} aria-hidden="true" />
            ) : (
              <IconFlag size={13} aria-hidden="true" />
            )}
            {t('graph.end')}
          </span>
        )}
        {(stuck || wrong > 0 || !reached) && (
          <span data-kind="wrong">
            <IconAlertTriangle size={13} aria-hidden="true" />
            {!reached
              ? t('graph.unreached')
              : stuck
                ? t('graph.stuck')
                : t('graph.wrong', { count: wrong })}
          </span>
        )}
        {line.trap && <span data-kind="trap">{t(`trainer:trap.${line.trap as 'insult'}`)}</span>}
        {!line.trap && line.mood !== 'calm' && (
          <span>{t(`practice:mood.${line.mood as 'angry'}`)}</span>
        )}
      </span>
    </button>
  );
}

interface StrokeProps {
  edge: Edge;
  verdict: Verdict;
  near: boolean;
}

/** One answer: a line from its place under the box to the next box, with its sign. */
function Stroke({ edge, verdict, near }: StrokeProps) {
  const [begin] = edge.points;
  const end = edge.points.at(-1);
  if (!begin || !end) return null;
  const sign = { x: begin.x, y: begin.y + 11 };
  return (
    <g className={classes.edge} data-verdict={verdict} data-near={near || undefined}>
      <path d={curve(edge)} />
      <polygon
        points={`${end.x},${end.y} ${end.x - 5},${end.y - 9} ${end.x + 5},${end.y - 9}`}
        strokeDasharray="none"
      />
      <circle cx={sign.x} cy={sign.y} r="9" />
      <text x={sign.x} y={sign.y}>
        {SIGNS[verdict]}
      </text>
    </g>
  );
}

/** Downward through every place; one that leads back swings out to the side. */
function curve({ points, back }: Edge): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const begin = `M${first.x} ${first.y}`;
  const last = rest.at(-1);
  if (back && last) {
    const side = Math.max(first.x, last.x) + BOX.width / 2 + 24;
    return `${begin}C${side} ${first.y + 50} ${side} ${last.y - 50} ${last.x} ${last.y - 8}`;
  }
  let from = first;
  return rest.reduce((way, to, at) => {
    const y = at === rest.length - 1 ? to.y - 8 : to.y;
    const middle = (from.y + y) / 2;
    const piece = `C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${y}`;
    from = to;
    return way + piece;
  }, begin);
}
