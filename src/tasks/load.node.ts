import { AnomalyDetector } from "../anomalies/index.ts";
import { Autoencoder, type LoadOptions } from "../autoencoders/index.ts";
import { CHECKER, TableChecker } from "../check/index.ts";
import { knownOptions } from "../core/options.ts";
import { Pca } from "../manifold/index.ts";
import { PCA } from "../manifold/pca-files.ts";
import { familyOf, loadModelFolder } from "../models/folder.node.ts";
import type { BaseModel } from "../models/index.ts";
import { DETECTOR } from "../recipes/schema.ts";
import { SERIES_FAMILY } from "../series/files.ts";
import { SeriesDetector } from "../series/index.ts";

/** Families of folders with a plain network. */
const NETWORKS: ReadonlySet<string> = new Set(["sequential", "model", "classifier"]);

/** All classes that a model folder can contain. */
type Loaded = BaseModel | Autoencoder | AnomalyDetector | SeriesDetector | TableChecker | Pca;

/**
 * Loads any model folder: a `Model` or `Sequential`, an autoencoder, an anomaly detector, a checker of tables, or a PCA. A
 * `Model` is compiled as it was saved, so that `fit` continues its training. A folder never contains code, so your own layers,
 * functions and families must be given.
 * @param path - path of the model folder.
 * @param options - `customObjects` has your own layers, losses, metrics, optimizers and functions by their names, and `families`
 * your own families.
 * @throws DataError if the folder isn't a model or a file in it is broken; OptionError if an object or family of your own is
 * missing.
 * @example
 * const model = await load<Model>("my-model", { customObjects: { Swish } });
 */
export async function load<T extends Loaded = Loaded>(path: string, options: LoadOptions = {}): Promise<T> {
  const { customObjects, families } = knownOptions("load", options, { customObjects: true, families: true });
  const family = await familyOf(path);
  if (family === DETECTOR) return (await AnomalyDetector.load(path)) as T;
  if (family === SERIES_FAMILY) return (await SeriesDetector.load(path)) as T;
  if (family === CHECKER) return (await TableChecker.load(path)) as T;
  if (family === PCA) return (await Pca.load(path)) as T;
  if (NETWORKS.has(family)) return (await loadModelFolder(path, customObjects && { customObjects })).model as BaseModel as T;
  return (await Autoencoder.load(path, { ...(customObjects && { customObjects }), ...(families && { families }) })) as T;
}
