/** The rates of a campaign from its counts; null where nothing can be divided yet. Pure. */
import type { Results } from './queries';

type Figures = Results['figures'];

export interface Rates {
  reach: number | null;
  argument: number | null;
  transform: number | null;
  /** Positive people in an hour of calling. */
  pace: number | null;
  /** Mean talking time in seconds (DMC). */
  talk: number | null;
  /** −1 to 1. */
  nps: number | null;
  csat: number | null;
  scored: number;
  marked: number;
}

const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : null);

function sum(counts: Record<string, number>, wanted: (score: number) => boolean): number {
  return Object.entries(counts).reduce(
    (total, [score, count]) => (wanted(Number(score)) ? total + count : total),
    0,
  );
}

export function ratesOf(figures: Figures): Rates {
  const scored = sum(figures.scores, () => true);
  const marked = sum(figures.satisfactions, () => true);
  const promoters = sum(figures.scores, (score) => score >= 9);
  const detractors = sum(figures.scores, (score) => score <= 6);
  return {
    reach: ratio(figures.reached, figures.called),
    argument: ratio(figures.argued, figures.reached),
    transform: ratio(figures.positive, figures.argued),
    pace: ratio(figures.positive, figures.hours),
    talk: ratio(figures.talk_seconds, figures.talks),
    nps: ratio(promoters - detractors, scored),
    csat: ratio(
      sum(figures.satisfactions, (mark) => mark >= 4),
      marked,
    ),
    scored,
    marked,
  };
}
