import * as z from "zod/mini";
import { DataError, OptionError } from "../core/errors.ts";
import { type NdArray, sizeOf } from "../core/ndarray.ts";
import { VERSION } from "../core/version.ts";
import { expectFiniteColumns, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { sameShape } from "../graph/tensor.ts";
import { configIn, type FolderFiles, familyIn, formatSchema, inFolder } from "../models/config.ts";
import { wholeFiles, withDigests } from "../models/digests.ts";
import { arraysIn, required } from "../models/files.ts";
import { toSafetensors } from "../models/safetensors.ts";
import { expectSavable } from "../models/written-files.ts";
import type { PrincipalAxes } from "./principal-axes.ts";

/** The family of a PCA in `config.json`. */
export const PCA = "pca";

/** The state of a trained PCA, as its folder stores it. */
export interface PcaState {
  readonly options: { readonly components?: number; readonly whiten?: boolean };
  /** Shape of one example. */
  readonly shape: readonly number[];
  readonly axes: PrincipalAxes;
  readonly table?: TablePreprocessing | undefined;
}

/** Names of the files that `pcaIn` reads. */
export const PCA_FILES: readonly string[] = ["config.json", "model.safetensors"];

const configSchema = z.object({
  format: formatSchema,
  family: z.literal(PCA),
  inputShape: z.array(z.number().check(z.int(), z.positive())),
  options: z.object({
    components: z.optional(z.number()),
    whiten: z.optional(z.boolean()),
    table: z.optional(z.looseObject({})),
  }),
  noiseVariance: z.number(),
});

const ARRAYS = ["mean", "components", "explainedVariance", "explainedVarianceRatio", "singularValues"] as const;

/** Returns the files of a PCA's folder by name. @throws DataError if a number isn't finite. */
export function pcaFilesOf({ options, shape, axes, table }: PcaState): Record<string, Uint8Array | string> {
  const { noiseVariance, ...arrays } = axes;
  expectSavable(arrays);
  const config = {
    format: 1,
    family: PCA,
    inputShape: shape,
    versions: { codings: VERSION },
    options: { ...options, ...(table && { table }) },
    noiseVariance,
  };
  return withDigests(config, { "model.safetensors": toSafetensors(arrays), "README.md": cardOf(shape, axes) });
}

const cardOf = (
  shape: readonly number[],
  { components, explainedVarianceRatio }: PrincipalAxes,
): string => `# Principal components

${components.shape[0]} components of examples [${shape.join(", ")}], with ${(100 * explainedVarianceRatio.data.reduce((sum, share) => sum + share, 0)).toPrecision(4)} % of their variance.

In TypeScript, \`await Pca.load(path)\` of the package codings loads the PCA. \`model.safetensors\` has \`mean\` and \`components\`: an example's components are
(example - mean) times the transposed components.
`;

/**
 * Reads the state of a PCA from the files of its folder.
 * @throws DataError if the files are incomplete or broken.
 * @throws OptionError if they are another kind of model.
 */
export function pcaIn(files: FolderFiles, path = ""): PcaState {
  const family = familyIn(files, path);
  if (family !== PCA)
    throw new OptionError(`${path || "This"} contains a model of the kind "${family}", not a PCA. Give the folder of a PCA.`);
  const { inputShape, options, noiseVariance } = configIn(files, configSchema, path);
  const arrays = arraysIn(wholeFiles(files, PCA_FILES, path), path);
  const found = Object.fromEntries(ARRAYS.map((name) => [name, required(arrays, name, path)]));
  const axes = { ...(found as Record<(typeof ARRAYS)[number], NdArray<"float32">>), noiseVariance };
  const [kept = 0, width = 0] = axes.components.shape;
  const fit =
    width === sizeOf(inputShape) &&
    sameShape(axes.mean.shape, [width]) &&
    [axes.explainedVariance, axes.explainedVarianceRatio, axes.singularValues].every(({ shape }) => sameShape(shape, [kept]));
  if (!fit)
    throw new DataError(`${inFolder(path, "model.safetensors")} doesn't fit the features in config.json. Save the PCA again.`);
  const { table, ...own } = options;
  const preprocessing = table as TablePreprocessing | undefined;
  if (preprocessing) expectFiniteColumns(preprocessing, inFolder(path, "config.json"));
  return { options: own, shape: inputShape, axes, table: preprocessing };
}
