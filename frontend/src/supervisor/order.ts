/**
 * The order in which campaigns are called: ranks, and in one rank those that take turns. Pure.
 * An arrow goes half a step: a campaign leaves its rank for one of its own, or joins the next one.
 */
interface Ranked {
  id: string;
  priority: number;
}

/** Campaigns as the server lists them, by rank. */
export function ranksOf<T extends Ranked>(campaigns: readonly T[]): T[][] {
  const ranks: T[][] = [];
  for (const campaign of campaigns) {
    const last = ranks.at(-1);
    if (last?.[0]?.priority === campaign.priority) last.push(campaign);
    else ranks.push([campaign]);
  }
  return ranks;
}

const without = <T extends Ranked>(rank: readonly T[], id: string) =>
  rank.filter((each) => each.id !== id);

/** One campaign goes up (-1) or down (1); null where it can't. */
export function nudged<T extends Ranked>(
  ranks: readonly T[][],
  id: string,
  by: -1 | 1,
): T[][] | null {
  const at = ranks.findIndex((rank) => rank.some((each) => each.id === id));
  const rank = ranks[at];
  const moved = rank?.find((each) => each.id === id);
  if (!rank || !moved) return null;
  if (rank.length > 1) {
    const rest = without(rank, id);
    return ranks.toSpliced(at, 1, ...(by === -1 ? [[moved], rest] : [rest, [moved]]));
  }
  const next = ranks[at + by];
  if (!next) return null;
  const joined = by === -1 ? [...next, moved] : [moved, ...next];
  return ranks.with(at + by, joined).toSpliced(at, 1);
}

/** One campaign is dropped on another's row: a rank of its own on that row's side of where it came from. */
export function dropped<T extends Ranked>(ranks: readonly T[][], id: string, on: string): T[][] {
  const order = ranks.flat();
  const moved = order.find((each) => each.id === id);
  if (!moved || id === on) return [...ranks];
  const down =
    order.findIndex((each) => each.id === id) < order.findIndex((each) => each.id === on);
  return ranks
    .map((rank) => without(rank, id))
    .flatMap((rank) => {
      if (!rank.some((each) => each.id === on)) return [rank];
      return down ? [rank, [moved]] : [[moved], rank];
    })
    .filter((rank) => rank.length > 0);
}

/** As the server will list them. */
export function numbered<T extends Ranked>(ranks: readonly T[][]): T[] {
  return ranks.flatMap((rank, index) =>
    rank.map((campaign) => ({ ...campaign, priority: index + 1 })),
  );
}
