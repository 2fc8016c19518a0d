import { families } from "../../autoencoders/index.ts";
import type { LayerChoice, LayerChoices } from "./layers.ts";
import { defaultsOf, type Settings, type System } from "./settings.ts";

/** Settings as the parameters of an address: what differs from the system's defaults, so that addresses are short and can be read. */
export function toParameters(settings: Settings): URLSearchParams {
  const defaults = defaultsOf(settings.system, settings.data);
  const parameters = new URLSearchParams({ data: settings.data, system: settings.system });
  for (const [name, value] of Object.entries(settings)) {
    if (name === "data" || name === "system" || name === "layers") continue;
    const text = show(value as Shown);
    if (text !== show(defaults[name as keyof Settings] as Shown)) parameters.set(name, text);
  }
  if (settings.layers) parameters.set("layers", JSON.stringify(compact(settings.layers)));
  return parameters;
}

/** Whether two settings make the same run. */
export const areSame = (a: Settings, b: Settings): boolean => toParameters(a).toString() === toParameters(b).toString();

/** The settings of an address; what it doesn't say, or says wrongly, is as the system has it. */
export function fromParameters(parameters: URLSearchParams): Settings {
  const data = parameters.get("data") ?? "mnist";
  const named = parameters.get("system") ?? (data === "points-3d" ? "linear" : "stacked");
  const system = Object.hasOwn(families, named) ? (named as System) : "stacked";
  const defaults = defaultsOf(system, data);
  const number = (name: keyof Settings, fits: (value: number) => boolean): number => {
    const text = parameters.get(name);
    const value = Number(text);
    return text !== null && text !== "" && fits(value) ? value : (defaults[name] as number);
  };
  const isCount = (value: number) => Number.isInteger(value) && value >= 1;
  const isPositive = (value: number) => value > 0 && Number.isFinite(value);
  const hidden = parameters.get("hidden");
  const sizes = hidden?.split(",").filter(Boolean).map(Number);
  const layers = layersFrom(parameters.get("layers"));
  return {
    data,
    system,
    count: number("count", (value) => isCount(value) && value >= 2),
    validation: number("validation", (value) => value > 0 && value < 1),
    codings: number("codings", isCount),
    hidden: sizes?.every(isCount) ? sizes : defaults.hidden,
    loss: parameters.get("loss") ?? defaults.loss,
    optimizer: parameters.get("optimizer") ?? defaults.optimizer,
    learningRate: number("learningRate", isPositive),
    batch: number("batch", isCount),
    epochs: number("epochs", isCount),
    // A denoising one without noise would be a stacked one.
    noise: parameters.get("noise") || (system === "denoising" ? defaults.noise : (parameters.get("noise") ?? "")),
    sparsity: parameters.get("sparsity") ?? defaults.sparsity,
    fineTune: parameters.has("fineTune") ? parameters.get("fineTune") === "true" : defaults.fineTune,
    seed: number("seed", (value) => Number.isInteger(value) && value >= 0),
    ...(layers && { layers }),
  };
}

/** What an address says that can't be, in one line; undefined where all of it is taken. */
export function ignoredIn(parameters: URLSearchParams, settings: Settings): string | undefined {
  const taken: Readonly<Record<string, unknown>> = { ...settings };
  const isKnown = (name: string) => Object.hasOwn(taken, name);
  const wrong = [...parameters].filter(
    ([name, value]) => name !== "layers" && name !== "model" && (!isKnown(name) || show(taken[name] as Shown) !== value),
  );
  if (wrong.length === 0) return undefined;
  const told = wrong.map(
    ([name, value]) => `${name}=${value}${isKnown(name) ? ` (${show(taken[name] as Shown)} is taken)` : ""}`,
  );
  return `The address says what can't be: ${told.join(", ")}. Mend it, or choose in the settings.`;
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
