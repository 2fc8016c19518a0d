import { Autoencoder, families } from "../autoencoders/index.ts";
import { OptionError } from "../core/errors.ts";
import { lookUp } from "../core/suggest.ts";
import { loadModelFolder } from "../models/folder.node.ts";

/** The autoencoder in a model folder. @throws DataError where the folder isn't a model; OptionError where it is of a family that isn't known. */
export async function loadAutoencoder(folder: string): Promise<Autoencoder> {
  const { config, model } = await loadModelFolder(folder);
  if (config.family === "sequential") throw new OptionError(`${folder} is a model of its own kind, not an autoencoder.`);
  return new Autoencoder(lookUp("family", config.family, families)).adopt(model);
}
