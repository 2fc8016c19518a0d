import { attempt } from "../core/attempt.ts";
import { shown } from "../core/words.ts";
import { type AnyLayer, Layer, layerKinds, type Variable } from "../layers/index.ts";

/** A layer of one's own as loading makes it: from its `config()` after JSON has held it. Undefined where its constructor fails. */
export const madeAgain = (layer: AnyLayer): AnyLayer | undefined =>
  attempt(() => {
    const Made = layer.constructor as new (options: object) => AnyLayer;
    const again = new Made({ ...(fromJson(layer.config()) as object), name: layer.name });
    // Layers inside of it make their weights when they are first called.
    if (layer.builtFor) again.outputShapeFor(layer.builtFor as never);
    return again;
  });

/** A value as a saved model gives it back: layers and functions are kept in ways of their own. */
function fromJson(value: unknown): unknown {
  if (value instanceof Layer || typeof value === "function") return value;
  if (Array.isArray(value)) return value.map(fromJson);
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fromJson(each)]));
  const written = JSON.stringify(value);
  return written === undefined ? undefined : JSON.parse(written);
}

/** What every layer has, which is saved beside its options. */
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

/** Finds the first field whose value differs between two layers, and gives its name and both values; undefined if all are equal. Plain values are compared directly, inner layers field by field. */
export function differing(layer: object, again: object): readonly [field: string, was: unknown, again: unknown] | undefined {
  const others = again as Readonly<Record<string, unknown>>;
  const found = Object.entries(layer).find(([name, value]) => !OF_EVERY_LAYER.has(name) && !isAlike(value, others[name]));
  return found && [found[0], found[1], others[found[0]]];
}

/** Whether two values are the same for what a layer does. What isn't plain, such as functions and weights, counts as alike. */
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

/** A layer of codings is told by its config(). */
const isLayerAlike = (one: AnyLayer, other: AnyLayer): boolean =>
  Object.hasOwn(layerKinds, one.kind) ? isAlike(one.config(), other.config()) : differing(one, other) === undefined;

const isWeight = (value: unknown): value is Variable => isPlain(value) && "initializer" in value && "shape" in value;

const isNumbers = (value: unknown): value is ArrayLike<unknown> => ArrayBuffer.isView(value) && !(value instanceof DataView);

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** A value for a message. */
export const valueShown = (value: unknown): string => (value instanceof Layer ? `a ${value.kind}` : shown(value));
