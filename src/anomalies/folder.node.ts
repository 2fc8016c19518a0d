import { readFolder } from "../models/folder.node.ts";
import { replaceFolder } from "../models/replace-folder.node.ts";
import type { AnomalyDetector } from "./detector.ts";
import { DETECTOR_FILES, type DetectorSavedWith, detectorFiles, detectorFrom } from "./files.ts";

/** Writes a detector's folder. It is there whole or not at all. @throws DataError where the folder exists and isn't a model, or can't be written. */
export const saveDetector = async (detector: AnomalyDetector, path: string, saved: DetectorSavedWith = {}): Promise<void> =>
  replaceFolder(path, detectorFiles(detector, { versions: { node: process.version }, ...saved }));

/** The detector in a folder. @throws DataError where the folder isn't a model or is broken; OptionError where the model isn't a detector. */
export const loadDetector = (path: string): Promise<AnomalyDetector> =>
  readFolder(path, DETECTOR_FILES, (files) => detectorFrom(files, path));
