import { Autoencoder, type LoadedAutoencoder } from "./autoencoder.ts";
import type { SavedWith } from "./files.ts";

/** Writes a model folder. @throws DataError where the path exists and isn't a model, or can't be written. */
export const saveAutoencoder = (autoencoder: Autoencoder, path: string, saved: SavedWith = {}): Promise<void> =>
  autoencoder.save(path, saved);

/** The autoencoder in a model folder. @throws DataError where the folder isn't a model; OptionError where it is of a family that isn't known. */
export const loadAutoencoder = (path: string): Promise<Autoencoder> => Autoencoder.load(path);

/** The same, with its config and the state of its training. */
export const openAutoencoder = (path: string): Promise<LoadedAutoencoder> => Autoencoder.open(path);
