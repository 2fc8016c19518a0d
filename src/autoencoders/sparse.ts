import { OptionError } from "../core/errors.ts";
import { sizeOf } from "../core/ndarray.ts";
import { activityRegularization, dense, flatten, reshape, sparsityRegularization } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { Autoencoder, type AutoencoderOptions, type EncoderDecoder, type FamilyDefaults, familyOptions } from "./autoencoder.ts";
import { StackedAutoencoder } from "./stacked.ts";

/** What keeps most codings near zero: a weight on their sum, or a target for each one's mean over a batch. */
export type Sparsity =
  | { readonly kind: "l1"; readonly weight: number }
  | { readonly kind: "kl"; readonly target: number; readonly weight: number };

/** "kl:0.1" (a target) or "l1:0.001" (a weight). @throws OptionError for anything else. */
export function parseSparsity(text: string): Sparsity {
  const [kind, amount] = text.split(":");
  const value = Number(amount);
  if ((kind === "kl" && value > 0 && value < 1) || (kind === "l1" && value > 0 && Number.isFinite(value)))
    return kind === "l1" ? { kind, weight: value } : { kind, target: value, weight: LECTURE_WEIGHT };
  throw new OptionError(`A sparsity is kl:0.1 (a target between 0 and 1) or l1:0.001 (a weight above 0), but this is "${text}".`);
}

/** The text that `parseSparsity` reads. */
export const showSparsity = (sparsity: Sparsity): string =>
  sparsity.kind === "kl" ? `kl:${sparsity.target}` : `l1:${sparsity.weight}`;

/** The lecture's weight of the divergence. */
const LECTURE_WEIGHT = 0.05 / 32;

/** The lecture's target and weight. */
export const DEFAULT_SPARSITY: Sparsity = { kind: "kl", target: 0.1, weight: LECTURE_WEIGHT };

export interface SparseAutoencoderOptions extends AutoencoderOptions {
  /** A target of .1 with weight .05 / 32 by default, the lecture's. */
  readonly sparsity?: Sparsity;
}

/** Many sigmoid codings, few of them active at a time (Géron, chapter 17, "Sparse Autoencoders"). */
export class SparseAutoencoder extends Autoencoder {
  static override readonly takes = familyOptions<SparseAutoencoderOptions>("SparseAutoencoder", { sparsity: true });
  static readonly defaults: FamilyDefaults = { ...StackedAutoencoder.defaults, codings: 300, learningRate: 1 };
  readonly family = "sparse";
  readonly sparsity: Sparsity;

  constructor(options: SparseAutoencoderOptions = {}) {
    super(SparseAutoencoder.defaults, options);
    this.sparsity = options.sparsity ?? DEFAULT_SPARSITY;
  }

  protected build(inputShape: readonly number[]): EncoderDecoder {
    const { codings, hidden } = this.settings;
    const { sparsity } = this;
    const selu = (units: number) => dense(units, { activation: "selu" });
    const { weight } = sparsity;
    const penalty =
      sparsity.kind === "l1"
        ? activityRegularization({ l1: weight })
        : sparsityRegularization({ target: sparsity.target, weight });
    const outputs = dense(sizeOf(inputShape), { activation: this.outputActivation });
    return {
      encoder: sequential([flatten(), ...hidden.map(selu), dense(codings, { activation: "sigmoid" }), penalty], {
        name: "encoder",
      }),
      decoder: sequential([...hidden.toReversed().map(selu), outputs, reshape(inputShape)], { name: "decoder" }),
    };
  }
}
