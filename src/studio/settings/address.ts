import { type FamilyName, families } from "../../autoencoders/index.ts";
import { type RecipeOptionName, recipeOption } from "../../recipes/schema.ts";
import type { LayerChoice, LayerChoices } from "./layers.ts";
import { defaultsOf, PLANNED, type Settings } from "./settings.ts";

/** Names in addresses that differ from the names of the settings. They can't change, because people store links. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["family", "system"],
  ["batchSize", "batch"],
]);
const nameOf = (setting: string): string => NAMES.get(setting) ?? setting;

/** Returns the address parameters of settings. Only values that differ from the family's defaults are written, so that addresses are short. */
export function toParameters(settings: Settings): URLSearchParams {
  const defaults = defaultsOf(settings.family, settings.data);
  const parameters = new URLSearchParams({ data: settings.data, system: settings.family });
  for (const [name, value] of Object.entries(settings)) {
    if (name === "data" || name === "family" || name === "layers" || value === undefined) continue;
    const text = show(value as Shown);
    if (text !== show(defaults[name as keyof Settings] as Shown)) parameters.set(nameOf(name), text);
  }
  if (settings.layers) parameters.set("layers", JSON.stringify(compact(settings.layers)));
  return parameters;
}

/** Returns whether two settings lead to the same run. */
export const areSame = (a: Settings, b: Settings): boolean => toParameters(a).toString() === toParameters(b).toString();

/** Returns the settings of an address. Missing and invalid parameters get the family's defaults. */
export function fromParameters(parameters: URLSearchParams): Settings {
  const textOf = (name: string): string | null => parameters.get(nameOf(name)) ?? parameters.get(name);
  const data = parameters.get("data") ?? "mnist";
  const named = textOf("family") ?? (data === "points-3d" ? "linear" : "stacked");
  const family = Object.hasOwn(families, named) ? (named as FamilyName) : "stacked";
  const defaults = defaultsOf(family, data);
  /** Reads a setting like the training option of that name. Returns the family's default if the text is invalid. */
  const read = <N extends RecipeOptionName & keyof Settings>(name: N): Settings[N] => {
    const text = textOf(name);
    try {
      return text ? (recipeOption(name)!.kind.read(text, name) as Settings[N]) : defaults[name];
    } catch {
      return defaults[name];
    }
  };
  const asText = (name: "loss" | "optimizer" | "sparsity"): string => textOf(name) ?? defaults[name];
  const [count, validation, hidden] = [Number(textOf("count")), read("validation"), textOf("hidden")];
  const layers = layersFrom(parameters.get("layers"));
  return {
    data,
    family,
    count: Number.isInteger(count) && count >= 2 ? count : defaults.count,
    validation: validation < 1 ? validation : defaults.validation,
    codings: textOf("codings") === "auto" ? defaults.codings : read("codings"),
    hidden: hidden === "" ? [] : read("hidden"),
    loss: asText("loss"),
    optimizer: asText("optimizer"),
    learningRate: read("learningRate"),
    batchSize: read("batchSize"),
    epochs: read("epochs"),
    // A denoising autoencoder needs noise; without it, it would be a stacked one.
    noise: textOf("noise") || (family === "denoising" ? defaults.noise : (textOf("noise") ?? "")),
    sparsity: asText("sparsity"),
    fineTune: read("fineTune"),
    seed: read("seed"),
    ...Object.fromEntries(PLANNED.flatMap((name) => (textOf(name) ? [[name, read(name)]] : []))),
    ...(textOf("start") === "pca" && { start: "pca" }),
    ...(layers && { layers }),
  };
}

/** Returns a message that lists the invalid parameters of an address, or undefined if all are valid. */
export function ignoredIn(parameters: URLSearchParams, settings: Settings): string | undefined {
  const used: Readonly<Record<string, unknown>> = Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => [
      [name, value],
      [nameOf(name), value],
    ]),
  );
  const isKnown = (name: string) => Object.hasOwn(used, name);
  const wrong = [...parameters].filter(
    ([name, value]) => name !== "layers" && name !== "model" && (!isKnown(name) || show(used[name] as Shown) !== value),
  );
  if (wrong.length === 0) return undefined;
  const listed = wrong.map(([name, value]) => `${name}=${value}${isKnown(name) ? ` (using ${show(used[name] as Shown)})` : ""}`);
  return `The address contains invalid settings: ${listed.join(", ")}. Correct the address, or use the settings form.`;
}

type Shown = string | number | boolean | readonly number[];
const show = (value: Shown): string => (Array.isArray(value) ? value.join(",") : String(value));

type Compact = readonly [kind: string, config: LayerChoice["config"], tiedTo?: number];

const compact = ({ encoder, decoder }: LayerChoices): readonly (readonly Compact[])[] =>
  [encoder, decoder].map((choices) =>
    choices.map(({ kind, config, tiedTo }): Compact => (tiedTo === undefined ? [kind, config] : [kind, config, tiedTo])),
  );

function layersFrom(text: string | null): LayerChoices | undefined {
  if (!text) return undefined;
  try {
    const [encoder, decoder] = (JSON.parse(text) as Compact[][]).map((choices) =>
      choices.map(([kind, config, tiedTo]): LayerChoice => ({ kind, config, ...(tiedTo !== undefined && { tiedTo }) })),
    );
    return encoder && decoder ? { encoder, decoder } : undefined;
  } catch {
    return undefined;
  }
}
