import type { NdArray } from "../../core/ndarray.ts";
import { counted, count as inWords } from "../../core/words.ts";
import type { FamilyPlan } from "../family.ts";
import type { AboutExamples } from "./about.ts";
import { type Blocks, blockDirections, errorAt, paddingFor } from "./blocks.ts";
import { principalOf } from "./principal.ts";
import { startBlocks } from "./start-blocks.ts";
import { batchFor, componentsKept, KEPT, trainingFor } from "./training.ts";

/** The own options of convolutional families. */
export interface Pooling {
  readonly pooling: "max" | "strides";
}

/** Number of values for each coding of an image. */
const PIXELS_A_CODING = 12;
const MOST_MAPS = 64;
const MOST_LEVELS = 7;
/** Filters of the hidden layers, from the first on. Further layers repeat the last number. */
const FILTERS = [16, 32, 64];
/** Share of a layer's filters that carry directions of blocks. The others are free to learn. */
const CARRYING = 0.75;
/**
 * The smallest number of layers is chosen whose error is larger than the smallest error by at most this share. Training learns
 * patterns that cross the borders of blocks in images.
 */
const NEARLY = { images: 0.2, sequences: 0.02 };
/** Network sizes are compared if their numbers of codings differ by at most this factor, as a logarithm. */
const ALIKE = 0.2;
/** Units are shifted far up (`startBlocks`). Larger steps of many weights at once would destroy the initial weights. */
const LEARNING_RATE = 0.0005;
/**
 * Limits of the number of training steps for images, each of which takes long. Larger images get fewer steps, with the same total
 * number of pixels, but not fewer than the minimum.
 */
const [LEAST_IMAGE_STEPS, IMAGE_STEPS, PIXELS_SEEN] = [250, 2000, 2 ** 30];

/** Plans convolutions with strides for images [height, width(, channels)], with one coding for a fixed number of values. */
export function planImages(about: AboutExamples): Promise<FamilyPlan<Pooling>> {
  const [count, height, width = 1, channels = 1] = about.examples.shape as readonly [number, number, number?, number?];
  const numbers = height * width * channels;
  const affordable = Math.floor(PIXELS_SEEN / (numbers * batchFor(about.count ?? count)));
  return planConvolutions(about, {
    maps: { ...about.examples, shape: [count, height, width, channels] },
    wanted: numbers / PIXELS_A_CODING,
    why: `about one coding for ${PIXELS_A_CODING} numbers`,
    halved: "the sides",
    nearly: NEARLY.images,
    steps: Math.min(IMAGE_STEPS, Math.max(LEAST_IMAGE_STEPS, affordable)),
  });
}

/**
 * Plans convolutions with strides along time for sequences [time, features]. It chooses few codings, because anomalies would be
 * reconstructed with many.
 */
export async function planAlongTime(about: AboutExamples): Promise<FamilyPlan<Pooling>> {
  const { examples, standards, runtime } = about;
  const [count, time, features = 1] = examples.shape as readonly [number, number, number?];
  const wanted = componentsKept(await principalOf(examples, runtime, standards));
  return planConvolutions(about, {
    maps: { ...examples, shape: [count, time, 1, features] },
    wanted,
    why: `as ${wanted} principal components keep ${100 * KEPT} % of the variance of ${time} steps of ${features}`,
    halved: "the steps",
    nearly: NEARLY.sequences,
  });
}

/** @param wanted approximate number of codings of an example. */
async function planConvolutions(
  { examples, count = examples.shape[0]!, standards, asked, runtime }: AboutExamples,
  {
    maps,
    wanted,
    why,
    halved,
    nearly,
    steps,
  }: {
    readonly maps: NdArray;
    readonly wanted: number;
    readonly why: string;
    readonly halved: string;
    readonly nearly: number;
    readonly steps?: number;
  },
): Promise<FamilyPlan<Pooling>> {
  const [, height, width, channels] = maps.shape as readonly [number, number, number, number];
  const filtersAt = (level: number) => asked.hidden?.[level] ?? FILTERS[Math.min(level, FILTERS.length - 1)]!;
  const most = Math.min(MOST_LEVELS, Math.ceil(Math.log2(Math.max(2, width === 1 ? height : Math.min(height, width)))));
  const depths = asked.hidden ? [asked.hidden.length + 1] : Array.from({ length: most }, (_, i) => i + 1);
  const choices = depths.map((depth) => {
    const places = Math.ceil(height / 2 ** depth) * (width === 1 ? 1 : Math.ceil(width / 2 ** depth));
    const inputs = (width === 1 ? 2 : 4) * (depth === 1 ? channels : filtersAt(depth - 2));
    const codings = asked.codings ?? Math.max(1, Math.min(MOST_MAPS, inputs, Math.round(wanted / places)));
    return { depth, places, codings, away: asked.codings === undefined ? Math.abs(Math.log((places * codings) / wanted)) : 0 };
  });
  // The errors of very different numbers of codings can't be compared.
  const nearest = Math.min(...choices.map(({ away }) => away));
  const alike = choices.filter(({ away }) => away <= nearest + ALIKE);
  const found = new Map<string, Blocks>();
  const tried: { depth: number; places: number; codings: number; blocks: Blocks; error: number }[] = [];
  // The deepest network comes first, because its directions fit all networks with the same padding.
  for (const choice of alike.toReversed()) {
    const { depth, codings } = choice;
    const padding = `${paddingFor(height, depth)} ${paddingFor(width, depth)}`;
    const carried = (level: number) => Math.floor(CARRYING * filtersAt(level));
    const blocks = found.get(padding) ?? (await blockDirections(maps, { levels: depth, carried, standards, runtime }));
    found.set(padding, blocks);
    tried.unshift({ ...choice, blocks, error: errorAt(blocks, depth - 1, codings) });
  }
  const least = Math.min(...tried.map(({ error }) => error));
  const { depth, places, codings, blocks } = tried.find(({ error }) => !(error > least * (1 + nearly)))!;
  const hidden = asked.hidden ?? Array.from({ length: depth - 1 }, (_, i) => filtersAt(i));
  const { training, reasons } = trainingFor(count, steps);
  return {
    options: { codings, hidden, pooling: "strides", learningRate: LEARNING_RATE, ...training },
    reasons: {
      codings: `${counted(codings, "map")} of codings at ${places === 1 ? "1 place" : `${inWords(places)} places`}, ${why}`,
      hidden: `convolutions of ${[...hidden, codings].join(", ")} filters, each of which halves ${halved}`,
      ...reasons,
    },
    start: (network) => startBlocks(network, blocks),
  };
}
