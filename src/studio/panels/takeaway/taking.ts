import { counted } from "../../../core/words.ts";
import type { Studio } from "../../run/studio.svelte.ts";
import { folderName } from "../../takeaway/zip.ts";

/** Why nothing can be taken yet; undefined where something can. */
export function lackOf({ run }: Studio): string | undefined {
  if (run.status === "opening") return "The data are being opened.";
  if (run.status === "failed" || !run.shown) return "There is no run to take anything from.";
  return run.shown.epochs > 0 || run.picked !== undefined ? undefined : "Nothing is learned yet: press Run.";
}

const shortEpochs = (epochs: number): string => String(Number(epochs.toFixed(1)));

/** "after 12.5 epochs" */
export const whenOf = (epochs: number): string =>
  Number.isInteger(epochs) ? `after ${counted(epochs, "epoch", "epochs")}` : `after ${shortEpochs(epochs)} epochs`;

/** What files of a moment are called: "garments-stacked-epoch-12.5". */
export const stemOf = (studio: Studio, epochs: number): string =>
  folderName(`${fileOf(studio).replace(/\.\w+$/, "")}-${studio.settings.family}-epoch-${shortEpochs(epochs)}`);

/** What the data are called. */
export const fileOf = ({ run }: Studio): string => run.opened?.dataset.name ?? "data";
