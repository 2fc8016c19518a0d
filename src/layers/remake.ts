import { optionsIn } from "../core/options.ts";
import { lookUp } from "../core/suggest.ts";
import type { BidirectionalOptions } from "./bidirectional.ts";
import * as kinds from "./kinds.ts";
import { Layer, type LayerOptions, type LayerTakes } from "./layer.ts";
import type { Recurrent } from "./recurrent.ts";

/** Makes a layer again from its `config()`, its other options, and the layer that it is tied to. */
type Remake = (config: never, options: LayerOptions, tiedTo?: Layer) => Layer;

interface Kind {
  readonly takes: Required<LayerTakes>;
  new (...values: unknown[]): Layer;
}

const isKind = (value: unknown): value is Kind => typeof value === "function" && value.prototype instanceof Layer;

const every = Object.values(kinds as Readonly<Record<string, unknown>>).filter(isKind);

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

/** A layer inside of another one, as its `config()` keeps it. */
interface Inside {
  readonly kind: string;
  readonly config: never;
  readonly trainable?: boolean;
}

const remadeInside = ({ kind, config, trainable = true }: Inside): Layer =>
  lookUp("layer", kind, layerKinds)(config, { trainable });

/** Every kind of layer, by the name that a saved model calls it: how one is made again from its `config()`, and the layer that it is tied to. */
export const layerKinds: Readonly<Record<string, Remake>> = {
  ...Object.fromEntries(every.map((Made) => [Made.takes.where, remakerOf(Made)])),
  TimeDistributed: ({ layer }: { layer: Inside }, options) => new kinds.TimeDistributed(remadeInside(layer), options),
  Bidirectional: ({ layer, ...config }: { layer: Inside } & BidirectionalOptions, options) =>
    new kinds.Bidirectional(remadeInside(layer) as Recurrent, optionsIn(kinds.Bidirectional.takes, { ...config, ...options })),
};
