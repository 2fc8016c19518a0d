import { families } from "../../autoencoders/index.ts";
import { recipeOption } from "../../recipes/schema.ts";
import type { Settings } from "./settings.ts";
import { DATA_NAMES } from "./words.ts";

/** Returns the settings that differ between runs, each with its label and the value of each run. */
export function differing(all: readonly Settings[]): readonly { readonly label: string; readonly values: readonly string[] }[] {
  const names = [...new Set(all.flatMap((settings) => Object.keys(settings) as (keyof Settings)[]))];
  return names
    .map((name) => ({ label: labelOf(name), values: all.map((settings) => shown(name, settings)) }))
    .filter(({ values }) => new Set(values).size > 1);
}

const LABELS: Partial<Record<keyof Settings, string>> = { data: "Dataset", count: "Examples", layers: "Layers" };
const labelOf = (name: keyof Settings): string => LABELS[name] ?? recipeOption(name)?.field?.label ?? name;

function shown(name: keyof Settings, settings: Settings): string {
  const value = settings[name];
  if (name === "family") return families[settings.family].title;
  if (name === "data") return DATA_NAMES[settings.data] ?? settings.data;
  if (name === "layers") return settings.layers ? "edited" : "from the family";
  if (value === undefined || value === "") return "default";
  return Array.isArray(value) ? value.join(", ") || "none" : String(value);
}
