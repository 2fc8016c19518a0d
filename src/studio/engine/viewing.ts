import type { Autoencoder } from "../../autoencoders/index.ts";
import { ShapeError } from "../../core/errors.ts";
import { type NdArray, ndarray, sizeOf, sliceRows } from "../../core/ndarray.ts";
import { type GraphSpec, input, type Tensor, toOnnx } from "../../graph/index.ts";
import { callContext } from "../../layers/call-context.ts";
import type { Layer } from "../../layers/index.ts";
import type { Sequential } from "../../models/sequential.ts";
import type { Program, Runtime } from "../../runtime/runtime.ts";
import { rowsAtATime } from "../../training/batchable.ts";
import { asNumbers, type ExampleType } from "../../training/program.ts";
import { autoencoderOf, type ExampleKind } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";

/** An autoencoder that can be used at any moment of its training. Its graphs are compiled once, and the weights of the moment are inputs. */
export interface Viewing {
  /** Sets the weights for later calls: the values of all variables, concatenated. */
  use(weights: Float32Array): void;
  /** Returns codings, float32 [n, codings]. */
  encode(examples: NdArray): Promise<NdArray<"float32">>;
  /** Returns reconstructions, float32 [n, …]. */
  decode(codings: NdArray<"float32">): Promise<NdArray<"float32">>;
  /** The number of layers of the encoder and the decoder. */
  readonly count: number;
  /**
   * Returns the outputs of some consecutive layers, [n, …] each. The layers of the encoder and of the decoder are counted from 0.
   * @param values the inputs of layer `from`.
   * @param to the index after the last layer.
   */
  outputs(values: NdArray, from: number, to: number): Promise<readonly NdArray<"float32">[]>;
  close(): Promise<void>;
}

/** Returns the graph of a part of a model whose weights are inputs `state/…` instead of constants. */
function fedProgram(part: Layer, { dtype, shape }: ExampleType): GraphSpec {
  const rows = input("rows", dtype, ["batch", ...shape]);
  const paths = part.variablePaths;
  const state = part.variables.map((variable, i) => input(`state/${paths[i]}`, "float32", variable.shape));
  const values = new Map(part.variables.map((variable, i) => [variable, state[i]!]));
  return {
    name: part.name,
    inputs: [rows, ...state],
    outputs: { outputs: part.call(asNumbers(rows), callContext("use", values)) },
  };
}

/** Returns the graph of consecutive layers whose weights are inputs `state/…`. Its outputs are those of each layer. */
function fedLayers(model: Sequential, layers: readonly Layer[], { dtype, shape }: ExampleType): GraphSpec {
  const rows = input("rows", dtype, ["batch", ...shape]);
  const state = variablesOf(model, layers).map(
    ({ variable, path }) => [variable, input(path, "float32", variable.shape)] as const,
  );
  const context = callContext("use", new Map(state));
  const outputs: Record<string, Tensor> = {};
  let values = asNumbers(rows);
  for (const [i, layer] of layers.entries()) {
    values = layer.apply(values, context);
    outputs[`layer${i}`] = values;
  }
  return { name: "layers", inputs: [rows, ...state.map(([, fed]) => fed)], outputs };
}

/** Returns the variables of some layers of a model, with their places among the model's variables. */
const variablesOf = ({ variables }: Sequential, layers: readonly Layer[]) =>
  variables.flatMap((variable, place) =>
    layers.some((layer) => layer.variables.includes(variable)) ? [{ variable, place, path: `state/${place}` }] : [],
  );

/** Opens an autoencoder. Each graph is compiled at its first use; pixels as bytes and pixels as numbers (after noise) need two graphs. */
export function openViewing(autoencoder: Autoencoder, runtime: Runtime): Viewing {
  const { encoder, decoder, model } = autoencoder.trained;
  const programs = new Map<string, Promise<Program>>();
  const compiled = (key: string, graph: () => GraphSpec): Promise<Program> => {
    const program = programs.get(key) ?? runtime.compile(toOnnx(graph()));
    programs.set(key, program);
    return program;
  };
  const layers = [...encoder.layers, ...decoder.layers];
  const places = placesOf(model.variables.map(({ shape }) => sizeOf(shape)));
  let weights: Float32Array = new Float32Array(places.at(-1)!.end);
  const feedsOf = (part: Sequential) =>
    Object.fromEntries(
      part.variables.map((variable, i) => {
        const { start, end } = places[model.variables.indexOf(variable)]!;
        return [`state/${part.variablePaths[i]}`, ndarray("float32", variable.shape, weights.subarray(start, end))];
      }),
    );
  const run = async (part: Sequential, rows: NdArray): Promise<NdArray<"float32">> => {
    const [count = 0, ...shape] = rows.shape;
    const program = await compiled(`${part.name} ${rows.dtype}`, () => fedProgram(part, { dtype: rows.dtype, shape }));
    const width = sizeOf(part.outputShape);
    const outputs = new Float32Array(count * width);
    const feeds = feedsOf(part);
    const atATime = rowsAtATime(part);
    for (let start = 0; start < count; start += atATime) {
      const end = Math.min(start + atATime, count);
      const results = await program.run({ rows: sliceRows(rows, start, end), ...feeds });
      outputs.set(results.outputs!.data as Float32Array, start * width);
    }
    return ndarray("float32", [count, ...part.outputShape], outputs);
  };
  return {
    use: (given) => {
      expectFit(given, places.at(-1)?.end ?? 0);
      weights = given;
    },
    encode: (examples) => run(encoder, examples),
    decode: (codings) => run(decoder, codings),
    count: layers.length,
    outputs: async (values, from, to) => {
      const [, ...shape] = values.shape;
      const some = layers.slice(from, to);
      const program = await compiled(`${from} to ${to} ${values.dtype}`, () =>
        fedLayers(model, some, { dtype: values.dtype, shape }),
      );
      const state = variablesOf(model, some).map(({ variable, place, path }) => {
        const { start, end } = places[place]!;
        return [path, ndarray("float32", variable.shape, weights.subarray(start, end))];
      });
      const results = await program.run({ rows: values, ...Object.fromEntries(state) });
      return some.map((_, i) => results[`layer${i}`] as NdArray<"float32">);
    },
    // Errors of compiling were reported by the call that needed the graph. They must not prevent the next network from opening.
    close: async () => {
      for (const program of programs.values()) await program.then(({ close }) => close()).catch(() => undefined);
    },
  };
}

/** @throws ShapeError if the number of weights differs from that of the network. */
function expectFit({ length }: Float32Array, wanted: number): void {
  if (length !== wanted)
    throw new ShapeError(`The network expects ${wanted} weights, but gets ${length}, which belong to another network.`);
}

function placesOf(sizes: readonly number[]): readonly { readonly start: number; readonly end: number }[] {
  let at = 0;
  return sizes.map((size) => {
    at += size;
    return { start: at - size, end: at };
  });
}

/** Returns all weights of a model, concatenated, as `Viewing.use` needs them. */
export function joinedWeights(autoencoder: Autoencoder): Float32Array<ArrayBuffer> {
  const { model } = autoencoder.trained;
  model.initialize();
  const places = placesOf(model.variables.map(({ shape }) => sizeOf(shape)));
  const joined = new Float32Array(places.at(-1)?.end ?? 0);
  for (const [i, { start }] of places.entries()) joined.set(model.variables[i]!.value as Float32Array, start);
  return joined;
}

/** Sets all weights of a model from concatenated weights. */
export function setJoinedWeights(autoencoder: Autoencoder, joined: Float32Array): void {
  const { model } = autoencoder.trained;
  const places = placesOf(model.variables.map(({ shape }) => sizeOf(shape)));
  expectFit(joined, places.at(-1)?.end ?? 0);
  for (const [i, { start, end }] of places.entries()) model.variables[i]!.value = joined.slice(start, end);
}

/** Builds the autoencoder of some settings with concatenated weights. */
export function autoencoderWith(settings: Settings, kind: ExampleKind, weights: Float32Array): Autoencoder {
  const autoencoder = autoencoderOf(settings, kind);
  setJoinedWeights(autoencoder, weights);
  return autoencoder;
}
