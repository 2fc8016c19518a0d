import { OptionError } from "../core/errors.ts";
import { type FolderFiles, familyIn } from "../models/config.ts";
import { expectSequential, type LoadModelOptions, modelFromFiles, READ_FILES } from "../models/files.ts";
import type { Family } from "./family.ts";

/** The files that `autoencoderFrom` reads. */
export const AUTOENCODER_FILES: readonly string[] = READ_FILES;

/**
 * Reads the files of an autoencoder's folder, and returns the values from which the autoencoder is created again.
 * @param path path of the folder, for messages.
 * @param known the families to which it may belong.
 * @throws DataError if the files aren't a model's, or are broken.
 * @throws OptionError if the family isn't known.
 */
export function savedIn(files: FolderFiles, path: string, known: readonly Family[], options: LoadModelOptions = {}) {
  const name = familyIn(files, path);
  const folder = path || "This";
  const detectors = new Map([
    ["anomaly", ["an anomaly detector", "AnomalyDetector"]],
    ["series-anomaly", ["a detector for series", "SeriesDetector"]],
  ]);
  const [words, code] = detectors.get(name) ?? [];
  if (words)
    throw new OptionError(
      `${folder} contains ${words}, which is used with codings score. Give the folder of an autoencoder instead. In code, use ${code}.load.`,
    );
  if (name === "check")
    throw new OptionError(
      `${folder} contains a table checker, which is used with codings check --model and codings impute. Give the folder of an autoencoder instead.`,
    );
  const family = known.find((one) => one.name === name);
  if (!family)
    throw new OptionError(
      `${folder} contains a model of the kind "${name}", not an autoencoder. Give the folder of an autoencoder. In code, pass a family of your own to load: { families: { ${/^[a-z]\w*$/i.test(name) ? name : "own"} } }.`,
    );
  return { family, ...expectSequential(modelFromFiles(files, path, options), path) };
}
