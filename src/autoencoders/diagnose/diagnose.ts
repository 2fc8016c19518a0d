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

/** What is wrong with what an autoencoder has learned, and what mends it. */
export interface Diagnosis {
  /**
   * `worseThanPca`: PCA with as many components has a clearly smaller error; `collapsed`: all reconstructions are alike; `deadCodings`: codings that are the same
   * for all examples; `emptyCodings`: of a variational autoencoder, codings whose distributions say nothing of an example.
   */
  readonly kind: "worseThanPca" | "collapsed" | "deadCodings" | "emptyCodings";
  /** What was found, and the options of another training that mends it. */
  readonly message: Message;
  /** These options: `new Autoencoder({ ...options, ...remedy })`. */
  readonly remedy: Remedy;
  /** The numbers by which it is seen. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface DiagnoseOptions extends RunOptions {
  /** Examples that it has learned from, from which PCA learns: without them nothing is said beside PCA. */
  readonly learned?: Data;
}

/**
 * Says when what was learned isn't good, by examples [n, …] that weren't learned from, in any form (`Data`): worse than PCA, collapsed, with codings that are dead or
 * carry nothing. Each finding has a remedy. Up to 2,000 of the examples are looked at, which takes about a second.
 * @returns the findings; none where all is well.
 * @throws OptionError before the first `fit`; DataError, ShapeError for data that aren't examples.
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
  // What carries nothing explains why reconstructions are alike, and that explains the error.
  const worst = (await emptyCodings(look)) ?? collapsed(look);
  return worst ? [worst] : [deadCodings(look), await worseThanPca(look)].filter((one) => one !== undefined);
}

/** A coding of a variational autoencoder carries something if its divergence is at least this, in nats. */
const LEAST_DIVERGENCE = 0.01;

const carrying = (divergences: Float32Array): number => divergences.filter((nats) => nats >= LEAST_DIVERGENCE).length;

/** No coding carries anything; or less than half as many do as there are directions that matter, and it shows in the error. */
async function emptyCodings({ autoencoder, divergences, principal, beside }: Look): Promise<Diagnosis | undefined> {
  if (!divergences) return undefined;
  const active = carrying(divergences);
  const needed = principal ? Math.min(componentsKept(principal), divergences.length) : 1;
  if (active > 0 && (active >= needed / 2 || !(await beside(needed))?.isWorse)) return undefined;
  const remedy = lowerWeight(autoencoder, principal);
  const found = `${active === 0 ? "None" : active} of ${counted(divergences.length, "coding")} ${active > 1 ? "carry" : "carries"} anything of an example`;
  return {
    kind: "emptyCodings",
    message: message`${found}: the divergence of ${active === 0 ? "all of them" : "the others"} from the normal distribution is nearly 0. ${worded(autoencoder, remedy)}`,
    remedy,
    figures: { active, codings: divergences.length },
  };
}

function collapsed({ autoencoder, learned, examples, reconstructions, count }: Look): Diagnosis | undefined {
  if (!areCollapsed(reconstructions.data, examples.data, count)) return undefined;
  const remedy = forTraining(autoencoder, learned);
  return {
    kind: "collapsed",
    message: message`All reconstructions are the same: the model collapsed. ${worded(autoencoder, remedy)}`,
    remedy,
    figures: {},
  };
}

/** Not of a sparse autoencoder, most of whose codings rest; nor of a variational one, whose codings' divergences say it. */
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

/** A coding is dead if it goes less than this share of the way of the coding that goes farthest. */
const DEAD = 1e-4;

/** How many codings are the same for all examples; of maps at all places. */
function deadIn({ data, shape }: NdArray<"float32">): number {
  const many = shape.at(-1)!;
  const ways = Float64Array.from({ length: many }, (_, coding) => {
    const [low, high] = extent(data, coding, many);
    return high - low;
  });
  const farthest = ways.reduce((most, way) => Math.max(most, way), 0);
  return ways.filter((way) => way <= DEAD * farthest).length;
}

/** Also of the lecture's images with its settings, of which it is true: of 2,750 drawn garments its stacked one has 3.8 times PCA's error after 5 epochs. */
async function worseThanPca({
  autoencoder,
  learned,
  codings,
  divergences,
  principal,
  beside,
}: Look): Promise<Diagnosis | undefined> {
  // Codings that are always the same are none, and a variational autoencoder leaves out those that aren't worth their price.
  const [many, ...places] = codings.shape.slice(1).toReversed() as [number, ...number[]];
  const compared = await (divergences ? beside(carrying(divergences), true) : beside((many - deadIn(codings)) * sizeOf(places)));
  if (!compared?.isWorse) return undefined;
  const { own, pca, components } = compared;
  const remedy = forError(autoencoder, principal!, learned);
  return {
    kind: "worseThanPca",
    message: message`It is worse than PCA: its mean squared error is ${figureOf(own)}, that of ${counted(components, "principal component")} ${figureOf(pca)}. ${worded(autoencoder, remedy)}`,
    remedy,
    figures: { error: own, pcaError: pca, components },
  };
}
