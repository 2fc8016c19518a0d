import { type Autoencoder, addNoise, type Noise } from "../../autoencoders/index.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { sizesForTable, type TableSizes } from "../../manifold/table-sizes.ts";
import { keepingPrograms } from "../../runtime/kept.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { autoencoderOf, type ExampleKind } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";
import { joinedWeights, openViewing, setJoinedWeights, type Viewing } from "./viewing.ts";

/** What a viewer looks at: the network of some settings, and the type of the examples that it takes. */
export interface ViewerStart {
  readonly settings: Settings;
  readonly kind: ExampleKind;
  readonly dtype: "uint8" | "float32";
}

/** Answers what is asked of a model at a moment of its training, beside the thread that trains. */
export class Viewer {
  private readonly runtime: Runtime;
  /** Keeps the noises' graphs. */
  private readonly noises: Runtime;
  private opened: { readonly autoencoder: Autoencoder; readonly viewing: Viewing } | undefined;

  constructor(runtime: Runtime) {
    this.runtime = runtime;
    this.noises = keepingPrograms(runtime);
  }

  /** Opens a network; gives its first weights. */
  async open({ settings, kind, dtype }: ViewerStart): Promise<Float32Array> {
    await this.opened?.viewing.close();
    const autoencoder = autoencoderOf(settings, kind);
    autoencoder.inputDtype = dtype;
    this.opened = { autoencoder, viewing: openViewing(autoencoder, this.runtime) };
    return joinedWeights(autoencoder);
  }

  /** Codings of examples by some weights: float32 [n, codings]. */
  encode(weights: Float32Array, examples: NdArray): Promise<NdArray<"float32">> {
    return this.at(weights).encode(examples);
  }

  /** Decoded codings: float32 [n, …]. */
  decode(weights: Float32Array, codings: NdArray<"float32">): Promise<NdArray<"float32">> {
    return this.at(weights).decode(codings);
  }

  /** Examples encoded and decoded: the codings, and the reconstructions. */
  async reconstruct(
    weights: Float32Array,
    examples: NdArray,
  ): Promise<{ codings: NdArray<"float32">; reconstructions: NdArray<"float32"> }> {
    const viewing = this.at(weights);
    const codings = await viewing.encode(examples);
    return { codings, reconstructions: await viewing.decode(codings) };
  }

  /** Examples with a noise on them, as a layer adds it while the model learns: float32 [n, …]. */
  noisy(examples: NdArray, noise: Noise, seed: number): Promise<NdArray<"float32">> {
    return addNoise(examples, noise, { seed, runtime: this.noises });
  }

  /** Sizes for a table's autoencoder, as the command line chooses them. */
  sizes(examples: NdArray<"float32">): Promise<TableSizes> {
    return sizesForTable(examples, examples.shape[0]!, { runtime: this.runtime });
  }

  /** The autoencoder itself with some weights, for what is more than a look: exports, scores. */
  autoencoderAt(weights: Float32Array): Autoencoder {
    if (!this.opened) throw new Error("The viewer has no model yet.");
    setJoinedWeights(this.opened.autoencoder, weights);
    return this.opened.autoencoder;
  }

  private at(weights: Float32Array): Viewing {
    if (!this.opened) throw new Error("The viewer has no model yet.");
    this.opened.viewing.use(weights);
    return this.opened.viewing;
  }
}
