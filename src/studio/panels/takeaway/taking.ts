import { counted } from "../../../core/words.ts";
import type { Studio } from "../../run/studio.svelte.ts";
import { folderName } from "../../takeaway/zip.ts";

/** Returns the reason why there is nothing to export yet, or undefined if there is something. */
export function lackOf({ run }: Studio): string | undefined {
  if (run.status === "opening") return "The data is loading.";
  if (run.status === "failed" || !run.shown) return "There is no model to export. Choose other data in the settings.";
  return run.shown.epochs > 0 || run.picked !== undefined ? undefined : "The model isn't trained yet. Press Run to train it.";
}

const shortEpochs = (epochs: number): string => String(Number(epochs.toFixed(1)));

/** Returns "after 12.5 epochs". */
export const whenOf = (epochs: number): string =>
  Number.isInteger(epochs) ? `after ${counted(epochs, "epoch", "epochs")}` : `after ${shortEpochs(epochs)} epochs`;

/** Returns the beginning of the file names of a moment, such as "garments-stacked-epoch-12.5". */
export const stemOf = (studio: Studio, epochs: number): string =>
  folderName(`${fileOf(studio).replace(/\.\w+$/, "")}-${studio.settings.family}-epoch-${shortEpochs(epochs)}`);

/** Returns the name of the dataset. */
export const fileOf = ({ run }: Studio): string => run.opened?.dataset.name ?? "data";
