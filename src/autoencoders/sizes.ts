import { sizeOf } from "../core/ndarray.ts";
import { count as inWords } from "../core/words.ts";
import { fewestReaching } from "../manifold/principal-axes.ts";
import type { Principal } from "./principal.ts";

/** What is known of examples before a network is made for them. */
export interface AboutExamples {
  /** Shape of one example. */
  readonly shape: readonly number[];
  /** How many there are to learn from. */
  readonly count: number;
  readonly principal: Principal;
  /** The codings that were asked for. */
  readonly codings?: number;
}

/** Sizes of a network and of its training. */
export interface Sizes {
  readonly codings: number;
  readonly hidden: readonly number[];
  readonly components?: number;
  readonly batchSize: number;
  readonly epochs: number;
}

/** Sizes chosen for examples, and why, by the option's name. */
export interface SizesWithReasons {
  readonly sizes: Sizes;
  readonly reasons: Readonly<Partial<Record<keyof Sizes, string>>>;
}

/** The share of the variance that as many principal components as codings keep. */
export const KEPT = 0.9;
/** Codings that are chosen at most: more can be asked for. */
export const MOST_CODINGS = 64;
/** Examples of more numbers are seen by their principal components. */
const WIDE = 512;
const COMPONENTS = 128;
/** Filters of each layer of convolutions along time. */
const FILTERS = [32, 16, 16, 16, 16, 16];
/** Steps of a training at most, where nothing stops it earlier, and epochs between which it stays. */
const STEPS = 4000;
const [LEAST_EPOCHS, MOST_EPOCHS] = [10, 1000];

/** Training ends when this many epochs haven't made the validation loss better, but not before as many steps haven't either, within bounds. */
const [PATIENCE, MOST_PATIENCE, PATIENT_STEPS] = [10, 50, 200];

/** Examples a step, by how many there are. */
export const batchFor = (rows: number): number => (rows < 2000 ? 32 : rows < 20_000 ? 64 : rows < 200_000 ? 256 : 1024);

/** Epochs at most: so many that about as many steps are made, however many examples there are. */
const epochsFor = (count: number, batchSize: number, steps = STEPS): number =>
  Math.min(MOST_EPOCHS, Math.max(LEAST_EPOCHS, Math.ceil((steps * batchSize) / count)));

/** When training by the held-out examples ends (`patience`), and when the learning rate is lowered before (`plateau`), in epochs. */
export function patienceFor(count: number, batchSize: number): { readonly patience: number; readonly plateau: number } {
  const patience = Math.min(MOST_PATIENCE, Math.max(PATIENCE, Math.ceil((PATIENT_STEPS * batchSize) / count)));
  return { patience, plateau: Math.ceil(patience / 3) };
}

/** How many principal components keep most of the variance; fewer than there are numbers. */
export function componentsKept({ variances, total, width }: Principal): number {
  return Math.max(1, Math.min(fewestReaching(variances, KEPT * total), width - 1, MOST_CODINGS));
}

const training = (count: number, steps = STEPS) => {
  const batchSize = batchFor(count);
  return { batchSize, epochs: epochsFor(count, batchSize, steps) };
};

const whyCodings = (codings: number, { shape }: AboutExamples) =>
  `${codings} codings: as many principal components keep ${100 * KEPT} % of the ${sizeOf(shape)} numbers' variance`;

const whyTraining = ({ batchSize, epochs }: Sizes, { count }: AboutExamples) => ({
  batchSize: `batches of ${batchSize}, for ${inWords(count)} examples`,
  epochs: `at most ${epochs} epochs, until ${patienceFor(count, batchSize).patience} haven't lowered the loss of the examples held out`,
});

/** Sizes of dense layers: as many codings as principal components that keep most of the variance, hidden layers twice as wide as what they see. */
export function denseSizes(
  about: AboutExamples,
  { isLinear = false, isOvercomplete = false, projects = true } = {},
): SizesWithReasons {
  const { principal, count } = about;
  const { width, variances } = principal;
  const components = projects && width > WIDE ? Math.min(COMPONENTS, variances.length) : 0;
  const kept = componentsKept(principal);
  const codings = about.codings ?? (isOvercomplete ? Math.min(300, Math.max(16, 4 * width)) : kept);
  const widest = Math.max(Math.min(512, Math.max(16, 2 * (components || width))), Math.min(codings, 2 * width));
  const hidden = isLinear ? [] : count < 2000 ? [widest] : [widest, Math.max(Math.min(codings, widest), Math.ceil(widest / 2))];
  const sizes = { codings, hidden, components, ...training(count) };
  const reasons = {
    codings: isOvercomplete ? `${codings} codings, few of them active at a time` : whyCodings(codings, about),
    ...(!isLinear && { hidden: `hidden layers of ${hidden.join(" and ")} units` }),
    ...(components > 0 && { components: `the layers see ${components} principal components of ${inWords(width)} numbers` }),
    ...whyTraining(sizes, about),
  };
  return { sizes, reasons };
}

/** A convolutional network's codings: one of so many numbers. */
const PIXELS_A_CODING = 12;
/** Each pooling halves the sides; the maps of codings keep this side at least. */
const LEAST_SIDE = 4;
const MOST_POOLINGS = 3;
const MAP_FILTERS = [16, 32];
/** Steps of convolutions, each of which takes long. */
const IMAGE_STEPS = 1500;

/** Sizes of convolutions and pooling for images [height, width(, channels)]. */
export function imageSizes(about: AboutExamples): SizesWithReasons {
  const { shape, count } = about;
  const [height, width] = shape as readonly [number, number];
  const halvings = Math.floor(Math.log2(Math.min(height, width) / LEAST_SIDE));
  const layers = Math.min(MOST_POOLINGS, Math.max(1, halvings));
  const hidden = MAP_FILTERS.slice(0, layers - 1);
  const places = (height >> layers) * (width >> layers);
  const codings = about.codings ?? Math.min(64, Math.max(1, Math.round(sizeOf(shape) / PIXELS_A_CODING / Math.max(1, places))));
  const sizes = { codings, hidden, ...training(count, IMAGE_STEPS) };
  return {
    sizes,
    reasons: {
      codings: `${codings} maps of codings at ${inWords(places)} places, about a coding for ${PIXELS_A_CODING} numbers`,
      hidden: `convolutions of ${[...hidden, codings].join(", ")} filters, each of which halves the sides`,
      ...whyTraining(sizes, about),
    },
  };
}

/** The filters of hidden layers along so many steps, each of which halves them, and how many steps the codings are left with. */
export function timeLayers(steps: number): { readonly hidden: readonly number[]; readonly left: number } {
  const hidden = FILTERS.slice(0, Math.max(1, Math.floor(Math.log2(steps)) - 2));
  return { hidden, left: Math.max(1, steps >> (hidden.length + 1)) };
}

/** Cells of a recurrent hidden layer. */
export const CELLS = 32;

/**
 * Sizes for sequences [time, features]: few codings, or faults would pass through them. Convolutions have codings at each of the steps that pooling leaves, so more
 * layers leave fewer.
 */
export function sequenceSizes(about: AboutExamples, { isRecurrent }: { readonly isRecurrent: boolean }): SizesWithReasons {
  const [steps, ...more] = about.shape as readonly [number, ...number[]];
  const components = componentsKept(about.principal);
  const { hidden, left } = isRecurrent ? { hidden: [CELLS], left: 1 } : timeLayers(steps);
  const codings = about.codings ?? Math.max(1, Math.ceil(components / left));
  const sizes = { codings, hidden, ...training(about.count) };
  const found = `principal components keep ${100 * KEPT} % of the variance of ${steps} steps of ${sizeOf(more)}`;
  return {
    sizes,
    reasons: {
      codings: isRecurrent
        ? `${codings} codings: as many ${found}`
        : `${codings} codings at each of ${left} steps: ${components} ${found}`,
      hidden: isRecurrent
        ? `a hidden layer of ${hidden[0]} cells`
        : `hidden layers of ${hidden.join(", ")} filters, each of which halves the steps`,
      ...whyTraining(sizes, about),
    },
  };
}
