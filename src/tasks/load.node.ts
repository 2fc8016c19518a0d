import { AnomalyDetector } from "../anomalies/index.ts";
import { Autoencoder, type LoadOptions } from "../autoencoders/index.ts";
import { CHECKER, TableChecker } from "../check/index.ts";
import { knownOptions } from "../core/options.ts";
import { Pca } from "../manifold/index.ts";
import { PCA } from "../manifold/pca-files.ts";
import { familyOf, loadModelFolder } from "../models/folder.node.ts";
import type { BaseModel } from "../models/index.ts";
import { DETECTOR } from "../recipes/schema.ts";

/** Families of a folder that holds a network by itself. */
const NETWORKS: ReadonlySet<string> = new Set(["sequential", "model", "classifier"]);

/** What a model folder holds. */
type Loaded = BaseModel | Autoencoder | AnomalyDetector | TableChecker | Pca;

/**
 * Reads any model folder: a `Model` or a `Sequential`, compiled as it was, so that `fit` goes on where it stopped; an autoencoder of any family; a detector
 * of anomalies; what a check of a table has learned; or a PCA. A folder never holds code: what is of your own is given by its name.
 * @throws DataError where the folder isn't a model, or a file in it is broken; OptionError where it has a layer, loss, metric, optimizer, function or family of
 * your own that isn't given.
 * @example
 * const model = await load<Model>("my-model", { customObjects: { Swish } });
 */
export async function load<T extends Loaded = Loaded>(path: string, options: LoadOptions = {}): Promise<T> {
  const { customObjects, families } = knownOptions("load", options, { customObjects: true, families: true });
  const family = await familyOf(path);
  if (family === DETECTOR) return (await AnomalyDetector.load(path)) as T;
  if (family === CHECKER) return (await TableChecker.load(path)) as T;
  if (family === PCA) return (await Pca.load(path)) as T;
  if (NETWORKS.has(family)) return (await loadModelFolder(path, customObjects && { customObjects })).model as BaseModel as T;
  return (await Autoencoder.load(path, { ...(customObjects && { customObjects }), ...(families && { families }) })) as T;
}
