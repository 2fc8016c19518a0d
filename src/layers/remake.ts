import { optionsIn } from "../core/options.ts";
import * as kinds from "./kinds.ts";
import { type AnyLayer, Layer } from "./layer.ts";
import type { LayerOptions, LayerTakes } from "./takes.ts";

/** Creates a layer again from its `config()`, its common options, and the layer that it is tied to. */
type Remake = (config: never, options: LayerOptions, tiedTo?: AnyLayer) => AnyLayer;

interface Kind {
  readonly takes: Required<LayerTakes>;
  new (...values: unknown[]): AnyLayer;
}

/** Returns whether a value is a class of layers. */
export const isLayerClass = (value: unknown): value is new (options: object) => AnyLayer =>
  typeof value === "function" && value.prototype instanceof Layer;

const every = Object.values(kinds as Readonly<Record<string, unknown>>).filter(isLayerClass) as unknown as readonly Kind[];

/** Names of the arguments before the options of each kind of layer, in the order of its function. */
export const placedFirst: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  every.map(({ takes }) => [takes.where, takes.first]),
);

/** Creates layers of a kind. Unknown options, from older versions, are left out. */
const remakerOf =
  (Made: Kind): Remake =>
  (config: Readonly<Record<string, unknown>>, options, tiedTo) => {
    const { takes } = Made;
    const saved: Readonly<Record<string, unknown>> = { ...config, ...options, tiedTo };
    return new Made(...takes.first.map((name) => saved[name]), optionsIn(takes, saved));
  };

/**
 * Functions that create each kind of layer again from its `config()`, by its name in a saved model.
 * @example
 * const copy = layerKinds.Dense!(layer.config() as never, { name: "copy" });
 */
export const layerKinds: Readonly<Record<string, Remake>> = Object.fromEntries(
  every.map((Made) => [Made.takes.where, remakerOf(Made)]),
);
