import type { Remedy } from "../../autoencoders/index.ts";
import type { Settings } from "./settings.ts";

/** Options of a remedy that are settings of the page. */
const SETTINGS = ["codings", "hidden", "loss", "optimizer", "learningRate", "start", "epochs", "fineTune"] as const;

/** The settings that a remedy changes; undefined where it needs an option that the page has no setting for. */
export function settingsOf(remedy: Remedy): Partial<Settings> | undefined {
  const known: readonly string[] = SETTINGS;
  if (!Object.keys(remedy).every((name) => known.includes(name))) return undefined;
  return remedy as Pick<Remedy, (typeof SETTINGS)[number]> & { readonly start?: "pca" };
}
