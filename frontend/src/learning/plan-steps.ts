/** A plan while it is being adapted: steps are moved, taken out, put in, dated. */
import type { Plan, PlanStep } from './queries';

export function stepsOf(plan: Plan | null, codes: Map<string, string>): PlanStep[] {
  return (plan?.steps ?? []).map(({ module, reason, competences, score, due_on }) => ({
    module,
    reason,
    competences: competences.map((title) => codes.get(title) ?? title),
    score,
    due_on,
  }));
}

export function movedStep(steps: PlanStep[], from: number, by: -1 | 1): PlanStep[] {
  const step = steps[from];
  const to = from + by;
  if (!step || to < 0 || to >= steps.length) return steps;
  const rest = steps.filter((_, at) => at !== from);
  return [...rest.slice(0, to), step, ...rest.slice(to)];
}

/** Modules that stand before one that they need; what was done already counts as before everything. */
export function tooEarly(
  steps: PlanStep[],
  modules: { code: string; requires: string[] }[],
  done: Set<string>,
): Set<string> {
  const before = new Set(done);
  const known = new Map(modules.map(({ code, requires }) => [code, requires]));
  const early = new Set<string>();
  for (const { module } of steps) {
    if ((known.get(module) ?? []).some((code) => known.has(code) && !before.has(code)))
      early.add(module);
    before.add(module);
  }
  return early;
}
