/**
 * Where the lines of a talk stand on a page: in layers, each below all that lead to it. Pure.
 *
 * An answer that skips layers goes through an empty place in each of them, so that it passes beside the boxes. An
 * answer that leads back (a fault) is drawn and moves nothing. What no answer leads to stands below, in layers too.
 */

export interface Talk {
  start: string;
  /** Lines that are come to without an answer, such as lost patience. */
  also?: readonly string[];
  lines: readonly { name: string; to: readonly string[] }[];
}

export interface Box {
  name: string;
  layer: number;
  /** Left upper corner. */
  x: number;
  y: number;
  reached: boolean;
}

export interface Edge {
  from: string;
  to: string;
  /** Place of the answer in its line. */
  choice: number;
  points: { x: number; y: number }[];
  back: boolean;
}

export interface Drawing {
  boxes: Box[];
  edges: Edge[];
  width: number;
  height: number;
}

export const BOX = { width: 196, height: 76 };
const GAP = { x: 22, y: 62 };
const LANE = 26;
const SWEEPS = 6;

export function layout({ start, also = [], lines }: Talk): Drawing {
  const names = new Set(lines.map(({ name }) => name));
  const targets = new Map(
    lines.map(({ name, to }) => [name, to.filter((target) => names.has(target))] as const),
  );
  const roots = [start, ...also].filter((name) => names.has(name));
  const forward = withoutCircles(roots, lines, targets);
  const reached = reachedFrom(roots, targets);
  const layers = layersOf(lines, forward, reached);
  const { rows, ways } = rowsOf(lines, forward, layers);
  sweep(rows, ways);
  return placed(lines, targets, rows, ways, reached, layers);
}

/** The answers that lead on; those that would close a circle are left out, in the order of the lines. */
function withoutCircles(
  roots: string[],
  lines: Talk['lines'],
  targets: ReadonlyMap<string, readonly string[]>,
): Map<string, string[]> {
  const forward = new Map<string, string[]>();
  const open = new Set<string>();
  const visit = (name: string) => {
    if (forward.has(name)) return;
    const kept: string[] = [];
    forward.set(name, kept);
    open.add(name);
    for (const target of targets.get(name) ?? []) {
      if (open.has(target)) continue;
      if (!kept.includes(target)) kept.push(target);
      visit(target);
    }
    open.delete(name);
  };
  for (const name of [...roots, ...lines.map((line) => line.name)]) visit(name);
  return forward;
}

function reachedFrom(
  roots: readonly string[],
  targets: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const found = new Set(roots);
  for (const name of found) for (const target of targets.get(name) ?? []) found.add(target);
  return found;
}

/** The longest way to each line; what is never reached comes below all that is. */
function layersOf(
  lines: Talk['lines'],
  forward: ReadonlyMap<string, readonly string[]>,
  reached: ReadonlySet<string>,
): Map<string, number> {
  const layers = new Map<string, number>();
  const settle = (names: string[], base: number) => {
    const among = new Set(names);
    for (const name of names) layers.set(name, base);
    for (const name of inOrder(names, forward)) {
      const next = (layers.get(name) ?? base) + 1;
      for (const target of forward.get(name) ?? []) {
        if (among.has(target)) layers.set(target, Math.max(layers.get(target) ?? base, next));
      }
    }
  };
  const all = lines.map(({ name }) => name);
  settle(
    all.filter((name) => reached.has(name)),
    0,
  );
  const below = Math.max(-1, ...layers.values()) + 1;
  settle(
    all.filter((name) => !reached.has(name)),
    below,
  );
  return layers;
}

/** Each line after all that lead to it. */
function inOrder(names: string[], forward: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (name: string) => {
    if (done.has(name)) return;
    done.add(name);
    for (const target of forward.get(name) ?? []) visit(target);
    found.unshift(name);
  };
  for (const name of [...names].reverse()) visit(name);
  return found;
}

type Ways = Map<string, string[]>;

const wayKey = (from: string, to: string) => `${from} ${to}`;
const isLane = (name: string) => name.includes(' ');

/** Rows of boxes and lanes; for each pair of lines the places that its answers go through. */
function rowsOf(
  lines: Talk['lines'],
  forward: ReadonlyMap<string, readonly string[]>,
  layers: ReadonlyMap<string, number>,
): { rows: string[][]; ways: Ways } {
  const rows: string[][] = [];
  const ways: Ways = new Map();
  const put = (name: string, layer: number) => {
    const row = rows[layer] ?? [];
    row.push(name);
    rows[layer] = row;
  };
  for (const { name } of lines) put(name, layers.get(name) ?? 0);
  for (const { name } of lines) {
    const from = layers.get(name) ?? 0;
    for (const target of forward.get(name) ?? []) {
      const to = layers.get(target) ?? 0;
      const lanes: string[] = [];
      for (let layer = from + 1; layer < to; layer += 1) {
        const lane = `${wayKey(name, target)} ${layer}`;
        lanes.push(lane);
        put(lane, layer);
      }
      ways.set(wayKey(name, target), [name, ...lanes, target]);
    }
  }
  for (let layer = 0; layer < rows.length; layer += 1) rows[layer] ??= [];
  return { rows, ways };
}

/** Turns rows so that what belongs together stands near: down by what comes before, up by what follows. */
function sweep(rows: string[][], ways: Ways): void {
  const before = new Map<string, string[]>();
  const after = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, key: string, value: string) =>
    map.set(key, [...(map.get(key) ?? []), value]);
  for (const way of ways.values()) {
    way.forEach((name, at) => {
      const next = way[at + 1];
      if (next === undefined) return;
      add(after, name, next);
      add(before, next, name);
    });
  }
  for (let turn = 0; turn < SWEEPS; turn += 1) {
    const down = turn % 2 === 0;
    const order = down ? rows.keys() : [...rows.keys()].reverse();
    for (const layer of order) {
      const row = rows[layer] ?? [];
      const place = new Map((rows[down ? layer - 1 : layer + 1] ?? []).map((n, at) => [n, at]));
      const weight = new Map(
        row.map((name, at) => {
          const near = ((down ? before : after).get(name) ?? []).flatMap((n) => place.get(n) ?? []);
          return [name, near.length ? near.reduce((a, b) => a + b, 0) / near.length : at] as const;
        }),
      );
      rows[layer] = [...row].sort((a, b) => (weight.get(a) ?? 0) - (weight.get(b) ?? 0));
    }
  }
}

function placed(
  lines: Talk['lines'],
  targets: ReadonlyMap<string, readonly string[]>,
  rows: string[][],
  ways: Ways,
  reached: ReadonlySet<string>,
  layers: ReadonlyMap<string, number>,
): Drawing {
  const widthOf = (name: string) => (isLane(name) ? LANE : BOX.width);
  const widths = rows.map((row) => row.reduce((sum, name) => sum + widthOf(name) + GAP.x, -GAP.x));
  const width = Math.max(BOX.width, ...widths);
  const corner = new Map<string, { x: number; y: number }>();
  rows.forEach((row, layer) => {
    let x = (width - (widths[layer] ?? 0)) / 2;
    for (const name of row) {
      corner.set(name, { x, y: layer * (BOX.height + GAP.y) });
      x += widthOf(name) + GAP.x;
    }
  });
  const at = (name: string) => corner.get(name) ?? { x: 0, y: 0 };
  const leadsUp = (from: string, to: string) => at(from).y >= at(to).y;
  const edges = lines.flatMap(({ name, to }) =>
    to.flatMap((target, choice) => {
      if (!targets.get(name)?.includes(target)) return [];
      const way = ways.get(wayKey(name, target));
      const begin = {
        x: at(name).x + ((choice + 1) * BOX.width) / (to.length + 1),
        y: at(name).y + BOX.height,
      };
      const lanes = (way ?? []).slice(1, -1).flatMap((lane) => {
        const { x, y } = at(lane);
        return [
          { x: x + LANE / 2, y },
          { x: x + LANE / 2, y: y + BOX.height },
        ];
      });
      const end = { x: at(target).x + BOX.width / 2, y: at(target).y };
      return [
        {
          from: name,
          to: target,
          choice,
          points: [begin, ...lanes, end],
          back: !way || leadsUp(name, target),
        },
      ];
    }),
  );
  return {
    boxes: lines.map(({ name }) => ({
      name,
      layer: layers.get(name) ?? 0,
      ...at(name),
      reached: reached.has(name),
    })),
    edges,
    width,
    height: rows.length * (BOX.height + GAP.y) - GAP.y,
  };
}
