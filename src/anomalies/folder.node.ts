import { readFolder } from "../models/folder.node.ts";
import { replaceFolder } from "../models/replace-folder.node.ts";
import { DETECTOR_FILES, type DetectorSavedWith, filesOf, stateIn } from "./files.ts";
import type { DetectorState } from "./measure.ts";

/** Writes a detector's folder. It is there whole or not at all. @throws DataError where the folder exists and isn't a model, or can't be written. */
export const writeDetector = async (detector: DetectorState, path: string, saved: DetectorSavedWith = {}): Promise<void> =>
  replaceFolder(path, filesOf(detector, { versions: { node: process.version }, ...saved }));

/** What the detector in a folder is. @throws DataError where the folder isn't a model or is broken; OptionError where the model isn't a detector. */
export const readDetector = (path: string): Promise<DetectorState> =>
  readFolder(path, DETECTOR_FILES, (files) => stateIn(files, path));
