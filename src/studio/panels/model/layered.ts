/** The size of a box. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** An edge between two boxes, by their indices. */
export interface Edge {
  readonly from: number;
  readonly to: number;
}

export type Point = readonly [x: number, y: number];

/** The places of the boxes' middles, and the points of the edges from the lower side of one box to the upper side of another. */
export interface Layered {
  readonly places: readonly Point[];
  /** The layer of each box, from the top. */
  readonly ranks: readonly number[];
  readonly edges: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
}

const [ACROSS, DOWN, BEND] = [24, 44, 6] as const;
const SWEEPS = 8;
/** Edges across more layers than this are drawn without bends around the boxes between, so that large graphs stay fast. */
const LONGEST = 60;

/** A box or a bend of an edge, in a layer. */
interface Item {
  readonly width: number;
  readonly above: Item[];
  readonly below: Item[];
  x: number;
  place: number;
}

/**
 * Lays out a graph in layers (Sugiyama et al., 1981): every edge goes down, boxes in a layer don't overlap, and neighbours are
 * near one another. Edges of a circle that would go up are ignored.
 */
export function layered(boxes: readonly Box[], edges: readonly Edge[]): Layered {
  const ranks = ranksOf(boxes.length, edges);
  const layers: Item[][] = Array.from({ length: Math.max(0, ...ranks) + 1 }, () => []);
  const itemIn = (rank: number, width: number): Item => {
    const item = { width, above: [], below: [], x: 0, place: layers[rank]!.length };
    layers[rank]!.push(item);
    return item;
  };
  const items = boxes.map(({ width }, i) => itemIn(ranks[i]!, width));
  const bends = edges.map(({ from, to }) => {
    const [first, last] = [ranks[from]!, ranks[to]!];
    if (last <= first) return undefined;
    const isShort = last - first <= LONGEST;
    const between = Array.from({ length: isShort ? last - first - 1 : 0 }, (_, i) => itemIn(first + 1 + i, BEND));
    const way = [items[from]!, ...between, items[to]!];
    if (isShort) for (const [i, item] of way.slice(1).entries()) join(way[i]!, item);
    return between;
  });
  order(layers);
  straighten(layers);
  const heights = layers.map(() => 0);
  for (const [i, { height }] of boxes.entries()) heights[ranks[i]!] = Math.max(heights[ranks[i]!]!, height);
  let top = 0;
  const middles = heights.map((height) => {
    const middle = top + height / 2;
    top += height + DOWN;
    return middle;
  });
  const all = layers.flat();
  const left = all.reduce((least, { x, width }) => Math.min(least, x - width / 2), Number.POSITIVE_INFINITY);
  const right = all.reduce((most, { x, width }) => Math.max(most, x + width / 2), Number.NEGATIVE_INFINITY);
  const xOf = (item: Item) => item.x - left;
  return {
    places: items.map((item, i): Point => [xOf(item), middles[ranks[i]!]!]),
    ranks,
    edges: edges.map(({ from, to }, i): readonly Point[] => {
      const [start, end] = [items[from]!, items[to]!];
      return [
        [xOf(start), middles[ranks[from]!]! + boxes[from]!.height / 2],
        ...(bends[i] ?? []).map((bend, k): Point => [xOf(bend), middles[ranks[from]! + 1 + k]!]),
        [xOf(end), middles[ranks[to]!]! - boxes[to]!.height / 2],
      ];
    }),
    width: all.length > 0 ? right - left : 0,
    height: Math.max(0, top - DOWN),
  };
}

function join(above: Item, below: Item): void {
  above.below.push(below);
  below.above.push(above);
}

/** Puts each box below those that lead to it, and boxes that nothing leads to just above the first that they lead to. */
function ranksOf(count: number, edges: readonly Edge[]): number[] {
  const [after, waiting] = [Array.from({ length: count }, (): number[] => []), new Array<number>(count).fill(0)];
  for (const { from, to } of edges) {
    after[from]!.push(to);
    waiting[to]!++;
  }
  const isFirst = waiting.map((number) => number === 0);
  const ranks = new Array<number>(count).fill(0);
  const ready = isFirst.flatMap((is, i) => (is ? [i] : []));
  for (let i = 0; i < ready.length; i++)
    for (const next of after[ready[i]!]!) {
      ranks[next] = Math.max(ranks[next]!, ranks[ready[i]!]! + 1);
      if (--waiting[next]! === 0) ready.push(next);
    }
  return ranks.map((rank, i) =>
    isFirst[i] && after[i]!.length > 0
      ? Math.max(0, after[i]!.reduce((least, next) => Math.min(least, ranks[next]!), Infinity) - 1)
      : rank,
  );
}

/** Orders each layer by the mean places of the neighbours above and below, in turns, so that few edges cross. */
function order(layers: Item[][]): void {
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const layer of isDown ? layers : layers.toReversed()) {
      const wanted = new Map(layer.map((item) => [item, meanOf(isDown ? item.above : item.below, "place") ?? item.place]));
      layer.sort((a, b) => wanted.get(a)! - wanted.get(b)! || a.place - b.place);
      for (const [i, item] of layer.entries()) item.place = i;
    }
  }
}

/** Moves the items of each layer towards their neighbours, without a change of their order. */
function straighten(layers: readonly (readonly Item[])[]): void {
  for (const layer of layers) spread(layer, () => 0);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const layer of isDown ? layers : layers.toReversed())
      spread(
        layer,
        (item) => meanOf(isDown ? item.above : item.below, "x") ?? meanOf([...item.above, ...item.below], "x") ?? item.x,
      );
  }
}

/**
 * Gives the items of a layer the places with the least squared distances to the wanted ones, at which they don't overlap: the
 * method of pooled neighbours for isotonic regression.
 */
function spread(layer: readonly Item[], wanted: (item: Item) => number): void {
  let offset = 0;
  const pools: { sum: number; count: number }[] = [];
  const offsets = layer.map((item, i) => {
    if (i > 0) offset += (layer[i - 1]!.width + item.width) / 2 + (item.width === BEND ? BEND : ACROSS);
    return offset;
  });
  for (const [i, item] of layer.entries()) {
    let pool = { sum: wanted(item) - offsets[i]!, count: 1 };
    for (let last = pools.at(-1); last && last.sum / last.count > pool.sum / pool.count; last = pools.at(-1)) {
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
      pools.pop();
    }
    pools.push(pool);
  }
  let i = 0;
  for (const { sum, count } of pools) for (let k = 0; k < count; k++, i++) layer[i]!.x = sum / count + offsets[i]!;
}

const meanOf = (items: readonly Item[], what: "x" | "place"): number | undefined =>
  items.length > 0 ? items.reduce((sum, item) => sum + item[what], 0) / items.length : undefined;
