import { attempt } from "../core/attempt.ts";
import { shown } from "../core/words.ts";
import { type AnyLayer, Layer, layerKinds, type Variable } from "../layers/index.ts";

/**
 * Makes a custom layer from its `config()` after a round trip through JSON, as loading does. Returns undefined if its constructor
 * fails.
 */
export const madeAgain = (layer: AnyLayer): AnyLayer | undefined =>
  attempt(() => {
    const Made = layer.constructor as new (options: object) => AnyLayer;
    const again = new Made({ ...(fromJson(layer.config()) as object), name: layer.name });
    // Inner layers create their weights when they are first called.
    if (layer.builtFor) again.outputShapeFor(layer.builtFor as never);
    return again;
  });

/** Returns a value as a saved model restores it. Layers and functions are saved separately, so they stay as they are. */
function fromJson(value: unknown): unknown {
  if (value instanceof Layer || typeof value === "function") return value;
  if (Array.isArray(value)) return value.map(fromJson);
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fromJson(each)]));
  const written = JSON.stringify(value);
  return written === undefined ? undefined : JSON.parse(written);
}

/** Fields of every layer, which are saved separately from its options. */
const OF_EVERY_LAYER = new Set([
  "kind",
  "name",
  "hasOwnName",
  "trainable",
  "inputShape",
  "own",
  "builtFor",
  "knownParts",
  "ownOptions",
  "tiedTo",
]);

/**
 * Finds the first field whose value differs between two layers. Returns its name and both values, or undefined if all are equal.
 * Plain values are compared directly, and inner layers field by field.
 */
export function differing(layer: object, again: object): readonly [field: string, was: unknown, again: unknown] | undefined {
  const others = again as Readonly<Record<string, unknown>>;
  const found = Object.entries(layer).find(([name, value]) => !OF_EVERY_LAYER.has(name) && !isAlike(value, others[name]));
  return found && [found[0], found[1], others[found[0]]];
}

/**
 * Returns whether two values have the same effect in a layer. Values that aren't plain, such as functions and weights, count as
 * equal.
 */
function isAlike(one: unknown, other: unknown): boolean {
  if (one instanceof Layer)
    return (
      other instanceof Layer && one.kind === other.kind && isLayerAlike(one as unknown as AnyLayer, other as unknown as AnyLayer)
    );
  if (Array.isArray(one) || isNumbers(one)) {
    const [values, others] = [one, other] as [ArrayLike<unknown>, ArrayLike<unknown> | undefined];
    return values.length === others?.length && Array.from(values).every((value, i) => isAlike(value, others[i]));
  }
  if (isWeight(one)) return isWeight(other) && isAlike(one.shape, other.shape);
  if (isPlain(one)) return isPlain(other) && Object.entries(one).every(([name, value]) => isAlike(value, other[name]));
  return (typeof one === "object" && one !== null) || typeof one === "function" || Object.is(one, other);
}

/** Built-in layers are compared by their config(). */
const isLayerAlike = (one: AnyLayer, other: AnyLayer): boolean =>
  Object.hasOwn(layerKinds, one.kind) ? isAlike(one.config(), other.config()) : differing(one, other) === undefined;

const isWeight = (value: unknown): value is Variable => isPlain(value) && "initializer" in value && "shape" in value;

const isNumbers = (value: unknown): value is ArrayLike<unknown> => ArrayBuffer.isView(value) && !(value instanceof DataView);

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Formats a value for a message. */
export const valueShown = (value: unknown): string => (value instanceof Layer ? `a ${value.kind}` : shown(value));
