import { OptionError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { type Random, random } from "../core/random.ts";
import type { Dataset } from "./dataset.ts";
import { type Point, raster } from "./raster.ts";

const SIZE = 28;

/** A garment as polygons, later ones over earlier ones; shade 0 cuts a hole. Points are pixels; `r(a, b)` draws a number between two. */
type Draw = (r: (low: number, high: number) => number) => readonly { points: readonly Point[]; shade: number }[];

/** An outline given for the right half, from the top down, mirrored at the middle. */
const mirrored = (half: readonly Point[]): Point[] => [
  ...half.map(([x, y]): Point => [14 + x, y]),
  ...half.toReversed().map(([x, y]): Point => [14 - x, y]),
];
const box = (left: number, top: number, right: number, bottom: number): Point[] => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

/** Torso with sleeves: neck, shoulders, a sleeve that ends at some height and distance, hem. */
function top(r: (low: number, high: number) => number, sleeveEnd: number, sleeveReach: number, hem: number) {
  const [neck, shoulder, waist] = [r(2, 3.5), r(6.5, 8), r(5, 6.8)];
  const sleeve = r(2.5, 3.6);
  const outline: Point[] = [
    [neck, 3],
    [shoulder, 4.5],
    [shoulder + sleeveReach, sleeveEnd],
    [shoulder + sleeveReach - sleeve, sleeveEnd + 0.8],
    [waist + 0.4, 11],
    [waist, hem],
  ];
  const collar: Point[] = mirrored([
    [neck, 2.5],
    [0, r(4.5, 6)],
  ]);
  return { body: mirrored(outline), collar, waist };
}

/** A shoe from the side, toe to the left: its height at the heel is what tells the kinds apart. */
function shoe(r: (low: number, high: number) => number, heelTop: number, opening: number) {
  const toe = r(15.5, 17.5);
  const body: Point[] = [
    [2.5, toe + 3],
    [5, toe],
    [12, toe - 1.5],
    [25 - opening, heelTop],
    [25, heelTop],
    [25.5, 21],
    [2.2, 21],
  ];
  return { body, sole: box(2, 20.5, 26, r(22, 23.4)) };
}

/** The ten kinds, in Fashion-MNIST's order. */
const KINDS: readonly (readonly [string, Draw])[] = [
  [
    "t-shirt",
    (r) => {
      const { body, collar } = top(r, r(9, 11), r(2.5, 4), r(23, 26));
      return [
        { points: body, shade: 1 },
        { points: collar, shade: 0 },
      ];
    },
  ],
  [
    "trouser",
    (r) => {
      const [hip, hem, crotch] = [r(4, 5.5), r(3.6, 5.6), r(9, 12)];
      return [
        {
          points: mirrored([
            [hip, 2],
            [hip + 0.6, crotch],
            [hem, 26],
          ]),
          shade: 1,
        },
        {
          points: mirrored([
            [0.1, crotch],
            [r(0.5, 1.6), 26.5],
          ]),
          shade: 0,
        },
        {
          points: mirrored([
            [hip, 2],
            [hip, 3.4],
          ]),
          shade: 0.75,
        },
      ];
    },
  ],
  [
    "pullover",
    (r) => {
      const { body, collar, waist } = top(r, r(21, 24), r(2.6, 4), r(23, 26));
      return [
        { points: body, shade: 1 },
        { points: collar, shade: 0.35 },
        {
          points: mirrored([
            [waist, 22],
            [waist, 23],
          ]),
          shade: 0.8,
        },
      ];
    },
  ],
  [
    "dress",
    (r) => {
      const [shoulder, waist, hem] = [r(2.6, 4.2), r(2.2, 3.4), r(4.6, 7.5)];
      return [
        {
          points: mirrored([
            [shoulder, 2],
            [shoulder + 0.6, 6],
            [waist, r(10, 12)],
            [hem, 26.5],
          ]),
          shade: 1,
        },
        {
          points: mirrored([
            [shoulder - 1.2, 1.5],
            [0, r(4, 5.5)],
          ]),
          shade: 0,
        },
      ];
    },
  ],
  [
    "coat",
    (r) => {
      const { body, collar } = top(r, r(20, 23), r(2.4, 3.6), r(26, 27.5));
      const opening: Point[] = mirrored([
        [r(0.3, 0.7), 5],
        [r(0.3, 0.8), 27.5],
      ]);
      return [
        { points: body, shade: 1 },
        { points: collar, shade: 0 },
        { points: opening, shade: 0.15 },
      ];
    },
  ],
  [
    "sandal",
    (r) => {
      const { sole } = shoe(r, 18, 3);
      const lift = r(0, 3.5);
      const strap = (x: number, width: number, height: number): Point[] => [
        [x, 21],
        [x + width * 0.6, 21 - height],
        [x + width, 21 - height],
        [x + width * 1.6, 21],
      ];
      const heel: Point[] = [
        [21, 20.5],
        [26, 20.5 - lift],
        [26, 23],
        [22.5, 23],
      ];
      return [
        { points: sole, shade: 0.9 },
        { points: heel, shade: 1 },
        { points: strap(r(4, 6), 2.2, r(4, 6)), shade: 1 },
        { points: strap(r(11, 13), 1.8, r(5, 8)), shade: 0.9 },
        { points: strap(r(18, 20), 2, r(6, 10)), shade: 1 },
      ];
    },
  ],
  [
    "shirt",
    (r) => {
      const { body, collar } = top(r, r(14, 20), r(2.5, 3.8), r(23.5, 26.5));
      const buttons = [8, 12, 16, 20].map((y) => ({ points: box(13.4, y, 14.6, y + 1.1), shade: 0.2 }));
      return [
        { points: body, shade: 1 },
        { points: collar, shade: 0.5 },
        {
          points: mirrored([
            [1.3, 2.5],
            [0, 5],
          ]),
          shade: 0,
        },
        ...buttons,
      ];
    },
  ],
  [
    "sneaker",
    (r) => {
      const { body, sole } = shoe(r, r(12.5, 14.5), r(5, 7));
      const laces = [9, 11.5, 14].map((x) => ({
        points: [
          [x, 16],
          [x + 2.4, 13.8],
          [x + 3.2, 14.6],
          [x + 0.8, 17],
        ] as Point[],
        shade: 0.3,
      }));
      return [{ points: body, shade: 0.85 }, { points: sole, shade: 1 }, ...laces];
    },
  ],
  [
    "bag",
    (r) => {
      const [top, half, reach, width] = [r(10, 13), r(8, 11.5), r(3, 7), r(3.5, 6.5)];
      const ring = (inset: number): Point[] =>
        mirrored([
          [width - inset, top - reach + inset],
          [width + 1 - inset, top + 1],
        ]);
      return [
        { points: ring(0), shade: 0.9 },
        { points: ring(1.3), shade: 0 },
        {
          points: mirrored([
            [half - r(0, 1.5), top],
            [half, 25],
          ]),
          shade: 1,
        },
        { points: box(14 - half, top + 2.5, 14 + half, top + 3.3), shade: 0.55 },
      ];
    },
  ],
  [
    "ankle boot",
    (r) => {
      const { body, sole } = shoe(r, r(3.5, 7), r(8, 10.5));
      const heel = r(0, 1) < 0.4 ? [{ points: box(20, 21, 25.5, 25), shade: 0.9 }] : [];
      return [{ points: body, shade: 1 }, { points: sole, shade: 0.7 }, ...heel];
    },
  ],
];

/**
 * Drawn images of clothing in the ten kinds of Fashion-MNIST: uint8 [count, 28, 28], 0 is the background. Proportions, position, shade,
 * pattern and noise are random; the same seed gives the same images.
 * @throws OptionError where the count isn't a whole number of at least 1.
 */
export function garments({ count = 12_000, seed = 42 }: { count?: number; seed?: number } = {}): Dataset {
  if (!Number.isInteger(count) || count < 1)
    throw new OptionError(`The number of garments is a whole number of at least 1, but this is ${count}.`);
  const pixels = new Uint8Array(count * SIZE * SIZE);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const source = random(seed, i);
    const label = source.integer(KINDS.length);
    labels[i] = label;
    paint(KINDS[label]![1], source, pixels.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE));
  }
  const classes = KINDS.map(([name]) => name);
  return {
    name: "garments",
    examples: ndarray("uint8", [count, SIZE, SIZE], pixels),
    labels: ndarray("uint8", [count], labels),
    classes,
  };
}

function paint(draw: Draw, source: Random, pixels: Uint8Array): void {
  const between = (low: number, high: number) => low + source.uniform() * (high - low);
  const shapes = draw(between);
  const [dx, dy, scale] = [between(-1, 1), between(-0.8, 0.8), between(0.88, 1)];
  const place = ([x, y]: Point): Point => [14 + (x - 14) * scale + dx, 14 + (y - 14) * scale + dy];
  const image = new Float32Array(SIZE * SIZE);
  for (const { points, shade } of shapes) raster(image, SIZE, points.map(place), shade);
  const brightness = between(0.45, 1);
  const [stripes, period, across] = [source.uniform() < 0.3 ? between(0.15, 0.5) : 0, between(2.5, 6), source.uniform() < 0.5];
  const [fold, slope] = [between(0, 6.28), between(0.06, 0.16)];
  image.forEach((cover, i) => {
    if (cover === 0) return;
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
    const pattern = 1 - stripes * (0.5 + 0.5 * Math.sin((2 * Math.PI * (across ? y : x)) / period));
    const light = 1 - slope * (1 + Math.sin(0.7 * x + 0.25 * y + fold)) + 0.05 * (source.uniform() - 0.5);
    pixels[i] = Math.max(0, Math.min(255, Math.round(255 * cover * brightness * pattern * light)));
  });
}
