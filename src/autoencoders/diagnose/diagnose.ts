import { type Message, message } from "../../core/message.ts";
import { type NdArray, sizeOf } from "../../core/ndarray.ts";
import { knownOptions } from "../../core/options.ts";
import { extent } from "../../core/statistics.ts";
import { counted, figureOf } from "../../core/words.ts";
import type { Data } from "../../data/given/data.ts";
import { asExamples } from "../../data/given/dataset.ts";
import type { RunOptions } from "../../models/run-options.ts";
import { areCollapsed } from "../../training/collapsed.ts";
import type { Autoencoder } from "../autoencoder.ts";
import { componentsKept } from "../plan/training.ts";
import { type Look, lookAt } from "./look.ts";
import { fewerCodings, forError, forTraining, lowerWeight, type Remedy, worded } from "./remedies.ts";

/** A problem of a trained autoencoder, and its remedy. */
export interface Diagnosis {
  /**
   * `worseThanPca`: PCA with the same number of components has a clearly smaller error. `collapsed`: all reconstructions are the
   * same. `deadCodings`: some codings are the same for all examples. `emptyCodings`: the distributions of a variational
   * autoencoder's codings contain no information about an example.
   */
  readonly kind: "worseThanPca" | "collapsed" | "deadCodings" | "emptyCodings";
  /** The problem, and the options of another training that repairs it. */
  readonly message: Message;
  /** These options: `new Autoencoder({ ...options, ...remedy })`. */
  readonly remedy: Remedy;
  /** The numbers that show the problem. */
  readonly figures: Readonly<Record<string, number>>;
}

/** Options of `diagnose`. */
export interface DiagnoseOptions extends RunOptions {
  /** Training examples, from which PCA learns. Without them, the autoencoder isn't compared with PCA. */
  readonly learned?: Data;
}

/**
 * Checks a trained autoencoder on held-out examples [n, …] in any form (`Data`). It reports a model that is worse than PCA or
 * collapsed, and codings that are dead or empty. Each finding has a remedy. At most 2,000 examples are used, which takes about a
 * second.
 * @returns the findings; empty if there is no problem.
 * @throws OptionError before the first `fit`.
 * @throws DataError, ShapeError if the data aren't examples.
 * @example
 * for (const { message } of await diagnose(autoencoder, held, { learned: examples })) console.warn(String(message));
 */
export async function diagnose(
  autoencoder: Autoencoder,
  examples: Data,
  options: DiagnoseOptions = {},
): Promise<readonly Diagnosis[]> {
  const { learned, runtime } = knownOptions("diagnose", options, { runtime: true, learned: true });
  const { trained, table } = autoencoder;
  trained.model.initialize();
  const known = { table, shape: trained.model.inputExampleShape };
  const given = await asExamples(examples, known);
  if (given.shape[0]! < 2) return [];
  const look = await lookAt(autoencoder, given, { learned: learned && (await asExamples(learned, known)), runtime });
  // Empty codings explain equal reconstructions, and these explain the error, so only the first cause is reported.
  const worst = (await emptyCodings(look)) ?? collapsed(look);
  return worst ? [worst] : [deadCodings(look), await worseThanPca(look)].filter((one) => one !== undefined);
}

/** Minimum divergence of a coding of a variational autoencoder that contains information, in nats. */
const LEAST_DIVERGENCE = 0.01;

const carrying = (divergences: Float32Array): number => divergences.filter((nats) => nats >= LEAST_DIVERGENCE).length;

/**
 * Reports if no coding contains information, or if fewer than half as many do as there are important directions and the error
 * shows it.
 */
async function emptyCodings({ autoencoder, divergences, principal, withPca }: Look): Promise<Diagnosis | undefined> {
  if (!divergences) return undefined;
  const active = carrying(divergences);
  const needed = principal ? Math.min(componentsKept(principal), divergences.length) : 1;
  if (active > 0 && (active >= needed / 2 || !(await withPca(needed))?.isWorse)) return undefined;
  const remedy = lowerWeight(autoencoder, principal);
  const found = `${active === 0 ? "None" : active} of ${counted(divergences.length, "coding")} ${active > 1 ? "carry" : "carries"} information about an example`;
  return {
    kind: "emptyCodings",
    message: message`${found}: the divergence of ${active === 0 ? "all of them" : "the others"} from the normal distribution is nearly 0. ${worded(autoencoder, remedy)}`,
    remedy,
    figures: { active, codings: divergences.length },
  };
}

/** Reports if all reconstructions are the same. */
function collapsed({ autoencoder, learned, examples, reconstructions, count }: Look): Diagnosis | undefined {
  if (!areCollapsed(reconstructions.data, examples.data, count)) return undefined;
  const remedy = forTraining(autoencoder, learned);
  return {
    kind: "collapsed",
    message: message`All reconstructions are the same, so the model has collapsed. ${worded(autoencoder, remedy)}`,
    remedy,
    figures: {},
  };
}

/**
 * Reports codings that are the same for all examples. Sparse autoencoders are excluded, because most of their codings are
 * inactive; for variational autoencoders, the divergences of the codings are checked instead.
 */
function deadCodings({ autoencoder, codings, divergences }: Look): Diagnosis | undefined {
  if (divergences || "sparsity" in autoencoder.settings) return undefined;
  const dead = deadIn(codings);
  if (dead === 0) return undefined;
  const many = codings.shape.at(-1)!;
  const remedy = fewerCodings(autoencoder, many - dead);
  return {
    kind: "deadCodings",
    message: message`${dead} of ${counted(many, "coding")} ${dead === 1 ? "is" : "are"} the same for all examples. ${worded(autoencoder, remedy)}`,
    remedy,
    figures: { dead, codings: many },
  };
}

/** A coding is dead if its range is smaller than this share of the widest coding's range. */
const DEAD = 1e-4;

/** Returns whether each coding is the same for all examples; for maps, at all places. */
export function areDead({ data, shape }: NdArray<"float32">): readonly boolean[] {
  const many = shape.at(-1)!;
  const ways = Array.from({ length: many }, (_, coding) => {
    const [low, high] = extent(data, coding, many);
    return high - low;
  });
  const farthest = ways.reduce((most, way) => Math.max(most, way), 0);
  return ways.map((way) => way <= DEAD * farthest);
}

const deadIn = (codings: NdArray<"float32">): number => areDead(codings).filter(Boolean).length;

/**
 * Also applies to the lecture's images with the lecture's settings: on 2,750 drawn garments the lecture's stacked autoencoder has
 * 3.8 times the error of PCA after 5 epochs.
 */
async function worseThanPca({
  autoencoder,
  learned,
  codings,
  divergences,
  principal,
  withPca,
}: Look): Promise<Diagnosis | undefined> {
  // Codings that are always the same don't count, and a variational autoencoder leaves out codings that cost more than they
  // contribute.
  const [many, ...places] = codings.shape.slice(1).toReversed() as [number, ...number[]];
  const compared = await (divergences
    ? withPca(carrying(divergences), true)
    : withPca((many - deadIn(codings)) * sizeOf(places)));
  if (!compared?.isWorse) return undefined;
  const { own, pca, components } = compared;
  const remedy = forError(autoencoder, principal!, learned);
  return {
    kind: "worseThanPca",
    message: message`The model is worse than PCA: its mean squared error is ${figureOf(own)}, and that of ${counted(components, "principal component")} is ${figureOf(pca)}. ${worded(autoencoder, remedy)}`,
    remedy,
    figures: { error: own, pcaError: pca, components },
  };
}
