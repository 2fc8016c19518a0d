import { optionsIn } from "../core/options.ts";
import * as kinds from "./kinds.ts";
import { type AnyLayer, Layer } from "./layer.ts";
import type { LayerOptions, LayerTakes } from "./takes.ts";

/** Makes a layer again from its `config()`, its other options, and the layer that it is tied to. */
type Remake = (config: never, options: LayerOptions, tiedTo?: AnyLayer) => AnyLayer;

interface Kind {
  readonly takes: Required<LayerTakes>;
  new (...values: unknown[]): AnyLayer;
}

/** Whether a value is a class of layers. */
export const isLayerClass = (value: unknown): value is new (options: object) => AnyLayer =>
  typeof value === "function" && value.prototype instanceof Layer;

const every = Object.values(kinds as Readonly<Record<string, unknown>>).filter(isLayerClass) as unknown as readonly Kind[];

/** What stands before the options of each kind of layer, in its function's order. */
export const placedFirst: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  every.map(({ takes }) => [takes.where, takes.first]),
);

/** An option that the kind doesn't take, an older version's, is left out. */
const remakerOf =
  (Made: Kind): Remake =>
  (config: Readonly<Record<string, unknown>>, options, tiedTo) => {
    const { takes } = Made;
    const saved: Readonly<Record<string, unknown>> = { ...config, ...options, tiedTo };
    return new Made(...takes.first.map((name) => saved[name]), optionsIn(takes, saved));
  };

/** Every kind of layer, by the name that a saved model calls it: how one is made again from its `config()`, and the layer that it is tied to. */
export const layerKinds: Readonly<Record<string, Remake>> = Object.fromEntries(
  every.map((Made) => [Made.takes.where, remakerOf(Made)]),
);
