import type { Autoencoder } from "../../autoencoders/index.ts";
import { isNoise } from "../../autoencoders/noise.ts";
import { sizeOf } from "../../core/ndarray.ts";
import { count } from "../../core/words.ts";
import type { Layer, Variable } from "../../layers/index.ts";
import { layerRows } from "../../models/summary.ts";

/** The role of a layer, which determines its colour. */
export type Role = "inputs" | "hidden" | "codings" | "outputs" | "noise" | "shape";

/** A layer of the drawing. */
export interface DrawnLayer {
  readonly part: "encoder" | "decoder";
  readonly kind: string;
  readonly role: Role;
  /** The shape of one output. */
  readonly shape: readonly number[];
  /** The number of its parameters, without those shared with an earlier layer. */
  readonly parameters: number;
  /** The index of the layer whose weights it shares. */
  readonly tiedTo?: number;
}

export type Network = Autoencoder["trained"];

const PENALTIES = ["ActivityRegularization", "SparsityRegularization"];
const RESHAPERS = [
  "Flatten",
  "Reshape",
  "Standardization",
  "MissingValues",
  "RepeatVector",
  "CategoryProbabilities",
  ...PENALTIES,
];

/** Returns the inputs and all layers of a network, in order. */
export function drawnLayers({ encoder, decoder, model }: Network): DrawnLayer[] {
  const layers = [...encoder.layers, ...decoder.layers];
  const rows = layerRows(model).filter(({ depth }) => depth > 0);
  const lastPlace = encoder.layers.findLastIndex(({ kind }) => !PENALTIES.includes(kind));
  const seen = new Set<Variable>();
  const own = (layer: Layer): number => {
    const fresh = layer.variables.filter((variable) => !seen.has(variable));
    for (const variable of fresh) seen.add(variable);
    return fresh.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  };
  const outputs = layers.findLastIndex(({ kind }) => !RESHAPERS.includes(kind));
  const drawn = layers.map((layer, i): DrawnLayer => {
    const partner = layer.tiedTo && layers.indexOf(layer.tiedTo as Layer);
    const role: Role =
      i === lastPlace
        ? "codings"
        : isNoise(layer)
          ? "noise"
          : RESHAPERS.includes(layer.kind)
            ? "shape"
            : i === outputs
              ? "outputs"
              : "hidden";
    return {
      part: i < encoder.layers.length ? "encoder" : "decoder",
      kind: layer.kind,
      role,
      shape: rows[i]!.shape,
      parameters: own(layer),
      ...(partner !== undefined && partner >= 0 && { tiedTo: partner + 1 }),
    };
  });
  return [{ part: "encoder", kind: "Input", role: "inputs", shape: model.inputExampleShape, parameters: 0 }, ...drawn];
}

/** Returns a shape as text: "100", "14 × 14 × 16". */
export const sizeText = (shape: readonly number[]): string => shape.map((size) => count(size)).join(" × ");

/** Splits a long name into two lines: ["Conv2D", "Transpose"]. */
export const nameLines = (kind: string): string[] =>
  kind.length <= LONG ? [kind] : (/^(.+?)((?:[A-Z][a-z]+|\dD)?)$/.exec(kind)?.slice(1).filter(Boolean) ?? [kind]);

const LONG = 11;

/** Returns the numbers of inputs and codings with their ratio: "784 → 30 (26 : 1)". */
export function compressionText({ encoder, model }: Network): string {
  const [inputs, codings] = [sizeOf(model.inputExampleShape), sizeOf(encoder.outputShape)];
  const times = inputs / codings;
  const share = times >= 10 || Number.isInteger(times) ? count(Math.round(times)) : times.toFixed(1);
  const words = inputs > codings ? `${share} : 1` : "no compression";
  return `${count(inputs)} → ${count(codings)} (${words})`;
}

export const parametersOf = ({ model }: Network): number => model.variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Describes the whole drawing for screen readers. */
export function networkWords(network: Network): string {
  const layers = drawnLayers(network).map(({ kind, shape, parameters, role, tiedTo }) => {
    const words = [
      `${kind} ${sizeText(shape)}`,
      ...(role === "codings" ? ["the codings"] : []),
      ...(parameters > 0 ? [`${count(parameters)} parameters`] : []),
      ...(tiedTo === undefined ? [] : [`shares the weights of layer ${tiedTo}`]),
    ];
    return words.join(", ");
  });
  return `The network: ${layers.join("; ")}. ${count(parametersOf(network))} parameters in total. Compression: ${compressionText(network)}.`;
}
