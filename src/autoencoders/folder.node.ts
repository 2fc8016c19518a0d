import { readFolder } from "../models/folder.node.ts";
import { replaceFolder } from "../models/replace-folder.node.ts";
import type { Autoencoder } from "./autoencoder.ts";
import { AUTOENCODER_FILES, autoencoderFiles, autoencoderFrom, type LoadedAutoencoder, type SavedWith } from "./files.ts";

/** Writes a model folder. @throws DataError where the path exists and isn't a model, or can't be written. */
export const saveAutoencoder = async (autoencoder: Autoencoder, path: string, saved: SavedWith = {}): Promise<void> =>
  replaceFolder(path, autoencoderFiles(autoencoder, { versions: { node: process.version }, ...saved }));

/** The autoencoder in a model folder. @throws DataError where the folder isn't a model; OptionError where it is of a family that isn't known. */
export const loadAutoencoder = async (path: string): Promise<Autoencoder> => (await openAutoencoder(path)).autoencoder;

/** The same, with its config and the state of its training. */
export const openAutoencoder = (path: string): Promise<LoadedAutoencoder> =>
  readFolder(path, AUTOENCODER_FILES, (files) => autoencoderFrom(files, path));
