import type { Autoencoder } from "../../autoencoders/index.ts";
import { ShapeError } from "../../core/errors.ts";
import { type NdArray, ndarray, sizeOf, sliceRows } from "../../core/ndarray.ts";
import { type GraphSpec, input, toOnnx } from "../../graph/index.ts";
import { callContext } from "../../layers/call-context.ts";
import type { Layer } from "../../layers/index.ts";
import type { Sequential } from "../../models/sequential.ts";
import type { Program, Runtime } from "../../runtime/runtime.ts";
import { rowsAtATime } from "../../training/batchable.ts";
import { asNumbers, type ExampleType } from "../../training/program.ts";
import { autoencoderOf, type ExampleKind } from "../settings/recipe.ts";
import type { Settings } from "../settings/settings.ts";

/** An autoencoder in use at any moment of its training: its graphs are compiled once, and fed with the weights of the moment. */
export interface Viewing {
  /** The weights that are used from here on: all variables' numbers, one behind the other. */
  use(weights: Float32Array): void;
  /** float32 [n, codings]. */
  encode(examples: NdArray): Promise<NdArray<"float32">>;
  /** float32 [n, …]. */
  decode(codings: NdArray<"float32">): Promise<NdArray<"float32">>;
  close(): Promise<void>;
}

/** A part of a model, its weights fed as `state/…` and not part of the graph. */
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

/** Graphs are compiled at their first use: pixels as bytes and as numbers, which a noise makes of them, are two. */
export function openViewing(autoencoder: Autoencoder, runtime: Runtime): Viewing {
  const { encoder, decoder, model } = autoencoder.trained;
  const programs = new Map<string, Promise<Program>>();
  const programOf = (part: Sequential, type: ExampleType): Promise<Program> => {
    const key = `${part.name} ${type.dtype}`;
    const program = programs.get(key) ?? runtime.compile(toOnnx(fedProgram(part, type)));
    programs.set(key, program);
    return program;
  };
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
    const program = await programOf(part, { dtype: rows.dtype, shape });
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
    // What couldn't be compiled, or can't be closed, was said where it was asked for: the next network is opened nevertheless.
    close: async () => {
      for (const program of programs.values()) await program.then(({ close }) => close()).catch(() => undefined);
    },
  };
}

/** @throws ShapeError where joined weights are those of another network. */
function expectFit({ length }: Float32Array, wanted: number): void {
  if (length !== wanted)
    throw new ShapeError(`The network has ${wanted} weights, but ${length} are given: they are of another network.`);
}

function placesOf(sizes: readonly number[]): readonly { readonly start: number; readonly end: number }[] {
  let at = 0;
  return sizes.map((size) => {
    at += size;
    return { start: at - size, end: at };
  });
}

/** All of a model's weights, one array behind the other: what `Viewing.use` takes. */
export function joinedWeights(autoencoder: Autoencoder): Float32Array<ArrayBuffer> {
  const { model } = autoencoder.trained;
  model.initialize();
  const places = placesOf(model.variables.map(({ shape }) => sizeOf(shape)));
  const joined = new Float32Array(places.at(-1)?.end ?? 0);
  for (const [i, { start }] of places.entries()) joined.set(model.variables[i]!.value as Float32Array, start);
  return joined;
}

/** Puts joined weights back into the model. */
export function setJoinedWeights(autoencoder: Autoencoder, joined: Float32Array): void {
  const { model } = autoencoder.trained;
  const places = placesOf(model.variables.map(({ shape }) => sizeOf(shape)));
  expectFit(joined, places.at(-1)?.end ?? 0);
  for (const [i, { start, end }] of places.entries()) model.variables[i]!.value = joined.slice(start, end);
}

/** The autoencoder of some settings with joined weights. */
export function autoencoderWith(settings: Settings, kind: ExampleKind, weights: Float32Array): Autoencoder {
  const autoencoder = autoencoderOf(settings, kind);
  setJoinedWeights(autoencoder, weights);
  return autoencoder;
}
