import * as z from "zod/mini";
import { optionsIn } from "../core/options.ts";
import type { FolderFiles } from "../models/config.ts";
import { detectorCard } from "./card.ts";
import { type DetectorSavedWith, detectorFields, detectorFolder, readDetector } from "./detector-folder.ts";
import { type DetectorState, graphOf } from "./measure.ts";
import { measureArrays, measureConfig, measureFields, measureFrom, vector } from "./measure-files.ts";
import { DETECTOR, settingsOf } from "./options.ts";

/** Name of the family in `config.json`. */
const FAMILY = "anomaly";

const schema = z.object({ ...detectorFields(FAMILY), ...measureFields, threshold: z.number() });

/** Returns the files of a detector's folder; see `detectorFiles`. */
export function filesOf(detector: DetectorState, saved: DetectorSavedWith = {}): Record<string, Uint8Array | string> {
  return detectorFolder("detectorFiles", saved, () => {
    const { settings, savedOptions, learned } = detector;
    const { measure, calibration, history } = learned;
    return {
      family: FAMILY,
      width: measure.scaling.scale.length,
      settings,
      savedOptions,
      fields: { ...measureConfig(learned), threshold: calibration.threshold },
      arrays: { ...measureArrays(measure), held: vector(Float32Array.from(calibration.quantiles)) },
      graph: graphOf(detector),
      card: (dataset) => detectorCard(detector, dataset),
      history,
    };
  });
}

/** Reads the state of a detector from the files of its folder. @throws like `detectorFrom`. */
export function stateIn(files: FolderFiles, path = ""): DetectorState {
  const { config, settings, array, history } = readDetector(files, path, {
    family: FAMILY,
    words: "a detector of anomalies",
    schema,
    settings: (options) => settingsOf(optionsIn(DETECTOR, options)),
  });
  const { inputShape, options, usuals, threshold } = config;
  const measure = measureFrom(config, array, inputShape[0]!, path);
  const calibration = { quantiles: Array.from(array("held").data), counted: true, threshold } as const;
  return { settings, savedOptions: options, learned: { measure, usuals, calibration, history } };
}
