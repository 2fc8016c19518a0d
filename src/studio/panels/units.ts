import { sizeOf } from "../../core/ndarray.ts";
import { drawnLayers, type Network, type Role } from "./network.ts";

/** A layer whose units are drawn. */
export interface UnitLayer {
  /** The index among the layers of the encoder and the decoder; -1 for the inputs. */
  readonly place: number;
  readonly kind: string;
  readonly role: Role;
  readonly units: number;
  /** The weights from the units of the layer before, if each of its units has one weight for each of them. */
  readonly edges?: Edges;
}

/** Where the kernel of a dense layer lies in the array of all weights. The weight from unit i to unit k is at `start + i * fromStep + k * toStep`. */
export interface Edges {
  readonly start: number;
  readonly fromStep: number;
  readonly toStep: number;
}

/** A unit: the index of its layer, as in `UnitLayer`, and its own index. */
export interface Unit {
  readonly place: number;
  readonly unit: number;
}

/** Returns the inputs and the layers that have units of their own, in order. */
export function unitLayers(network: Network): readonly UnitLayer[] {
  const { encoder, decoder, model } = network;
  const layers = [...encoder.layers, ...decoder.layers];
  const drawn = drawnLayers(network);
  const starts = new Map<object, number>();
  let at = 0;
  for (const variable of model.variables) {
    starts.set(variable, at);
    at += sizeOf(variable.shape);
  }
  const found: UnitLayer[] = [];
  for (const [i, { kind, role, shape }] of drawn.entries()) {
    if (role === "shape" || role === "noise") continue;
    const units = shape.at(-1)!;
    const kernel = layers[i - 1]?.variables[0];
    const before = found.at(-1);
    const [rows, columns] = kernel?.shape ?? [];
    // The first layer of a table also gets a feature for each column with missing values, after all others.
    const fits = (from: number | undefined, to: number | undefined) =>
      before &&
      to === units &&
      (before.units === from || (before.role === "inputs" && drawn[0]!.shape.length === 1 && from! > before.units));
    const isDense = kernel !== undefined && DENSE.includes(kind);
    const isTied = kind === "DenseTranspose";
    const edges =
      isDense && fits(rows, columns)
        ? { start: starts.get(kernel)!, fromStep: columns!, toStep: 1 }
        : isTied && kernel && fits(columns, rows)
          ? { start: starts.get(kernel)!, fromStep: 1, toStep: columns! }
          : undefined;
    // Layers after the last one shown change only the shape or the scale, so its outputs are the outputs of the network.
    const place = role === "outputs" ? layers.length - 1 : i - 1;
    found.push({ place, kind, role, units, ...(edges && { edges }) });
  }
  return found;
}

const DENSE = ["Dense", "GaussianCodings"];

export const weightOf = ({ start, fromStep, toStep }: Edges, weights: Float32Array, from: number, to: number): number =>
  weights[start + from * fromStep + to * toStep]!;

/** An edge of a unit: the unit at its other end, and its weight. */
export interface Edge {
  readonly unit: number;
  readonly weight: number;
}

/** Returns the edges with the largest absolute weights, the largest first. @param count number of units at the other end. */
export function strongest(count: number, most: number, weight: (unit: number) => number): readonly Edge[] {
  return Array.from({ length: count }, (_, unit) => ({ unit, weight: weight(unit) }))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, most);
}

/** Returns the name of a unit in the page. @param names of the features, if the inputs and the outputs aren't pictures. */
export function unitName(layers: readonly UnitLayer[], { place, unit }: Unit, names?: readonly string[]): string {
  const at = layers.findIndex((layer) => layer.place === place);
  return `${shortName(layers[at], unit, names)}${layers[at]?.role === "hidden" ? ` of layer ${at}` : ""}`;
}

/** Returns the name of a unit without its layer. */
export const shortName = (layer: UnitLayer | undefined, unit: number, names?: readonly string[]): string =>
  layer?.role === "inputs" || layer?.role === "outputs"
    ? `${layer.role.slice(0, -1)} ${names?.[unit] ?? unit + 1}`
    : `${layer?.role === "codings" ? "coding" : "unit"} ${unit + 1}`;
