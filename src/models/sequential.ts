import { ShapeError } from "../core/errors.ts";
import { input, showShape, type Tensor } from "../graph/index.ts";
import { staticShape } from "../graph/tensor.ts";
import { type CallContext, Layer, type LayerOptions, type Variable } from "../layers/index.ts";
import { callContext, noRandomness } from "../training/program.ts";

/** Layers one behind the other; itself a layer, so an encoder and a decoder make an autoencoder and share their weights with it. */
export class Sequential extends Layer {
  readonly kind = "Sequential";
  readonly layers: readonly Layer[];
  private shapes: { readonly input: readonly number[]; readonly output: readonly number[] } | undefined;

  constructor(layers: readonly Layer[], options: LayerOptions = {}) {
    super(options);
    if (layers.length === 0) throw new ShapeError("A sequential model needs at least one layer.");
    this.layers = layers;
    nameLayers(layers);
    const known =
      options.inputShape ?? layers[0]!.inputShape ?? (layers[0] instanceof Sequential ? layers[0].shapes?.input : undefined);
    if (known) this.buildFor(known);
  }

  /** Makes the variables of all layers for an input shape (without the batch). Done already where the first layer was given an `inputShape`. */
  override buildFor(inputShape: readonly number[]): void {
    if (this.shapes) return;
    let shape = inputShape;
    this.layers.forEach((layer, i) => {
      shape = this.locate(i, shape, () => {
        layer.buildFor(shape);
        return layer instanceof Sequential ? layer.outputShape : outputShape(layer, shape);
      });
    });
    this.shapes = { input: inputShape, output: shape };
  }

  /** Shape of one input example. @throws ShapeError where it isn't known yet. */
  get inputExampleShape(): readonly number[] {
    return this.built.input;
  }

  /** Shape of one output example. @throws ShapeError where it isn't known yet. */
  get outputShape(): readonly number[] {
    return this.built.output;
  }

  get isBuilt(): boolean {
    return this.shapes !== undefined;
  }

  private get built() {
    if (!this.shapes)
      throw new ShapeError(
        `Model "${this.name || "sequential"}" doesn't know its input's shape. Give the first layer an inputShape.`,
      );
    return this.shapes;
  }

  call(x: Tensor, context: CallContext): Tensor {
    return this.layers.reduce((value, layer, i) => this.locate(i, value.shape.slice(1), () => layer.call(value, context)), x);
  }

  /** Names the layer, and the one before it, in an error about shapes. */
  private locate<T>(i: number, shape: readonly unknown[], work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ShapeError) || error.message.startsWith('Layer "')) throw error;
      const from = i > 0 ? ` Before it: "${this.layers[i - 1]!.name}", which gives [batch, ${shape.join(", ")}].` : "";
      throw new ShapeError(`Layer "${this.layers[i]!.name}" ${error.message}${from}`);
    }
  }

  override get variables(): readonly Variable[] {
    return [...this.paths.keys()];
  }

  override get variablePaths(): readonly string[] {
    return [...this.paths.values()];
  }

  /** Each variable under the path where it is first met; a shared one has the first of its paths. */
  private get paths(): ReadonlyMap<Variable, string> {
    const paths = new Map<Variable, string>();
    for (const layer of this.layers) {
      const prefix = layer instanceof Sequential ? `${layer.name}/` : "";
      layer.variables.forEach((variable, i) => {
        if (!paths.has(variable)) paths.set(variable, prefix + layer.variablePaths[i]);
      });
    }
    return paths;
  }

  override get trainableVariables(): readonly Variable[] {
    return this.trainable ? [...new Set(this.layers.flatMap((layer) => layer.trainableVariables))] : [];
  }

  override config() {
    return { layers: this.layers.map(describeLayer) };
  }
}

/** What a saved model keeps of a layer: enough to make it again, without its numbers. */
export interface LayerDescription {
  readonly kind: string;
  readonly name: string;
  readonly trainable: boolean;
  readonly inputShape?: readonly number[];
  readonly config: Readonly<Record<string, unknown>>;
}

export const describeLayer = (layer: Layer): LayerDescription => ({
  kind: layer.kind,
  name: layer.name,
  trainable: layer.trainable,
  ...(layer.inputShape && { inputShape: layer.inputShape }),
  config: layer.config(),
});

/** Gives each layer without a name one of its kind ("dense", "dense_1", …). @throws ShapeError where two have the same. */
function nameLayers(layers: readonly Layer[]): void {
  const taken = new Set(layers.map(({ name }) => name).filter(Boolean));
  for (const layer of layers) {
    if (layer.name) continue;
    const base = layer.kind.replace(/(?<=[a-z0-9])([A-Z])/g, "_$1").toLowerCase();
    let name = base;
    for (let i = 1; taken.has(name); i++) name = `${base}_${i}`;
    layer.name = name;
    taken.add(name);
  }
}

/** The shape of one output of a layer, read off the graph that it makes. */
export function outputShape(layer: Layer, inputShape: readonly number[]): readonly number[] {
  const values = new Map(layer.variables.map((variable) => [variable, input(variable.name, "float32", variable.shape)]));
  const x = input("x", "float32", ["batch", ...inputShape]);
  const y = layer.call(x, callContext(false, noRandomness, values, new Map()));
  if (y.shape[0] !== x.shape[0])
    throw new ShapeError(`changes the number of examples: ${showShape(x.shape)} becomes ${showShape(y.shape)}.`);
  return staticShape(y.shape.slice(1), "its output");
}
