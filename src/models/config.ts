import * as z from "zod/mini";
import english from "zod/v4/locales/en.js";
import { DataError } from "../core/errors.ts";
import { DEEPEST_MODEL, expectShallow } from "../core/json-depth.ts";
import type { LayerDescription } from "./describe.ts";
import type { DescribedCompile } from "./describe-compiled.ts";
import { expectOwnDigest } from "./digests.ts";
import { CONFIG, type FolderFiles, inFolder, parseJson } from "./folder-files.ts";
import { type Receipt, receiptSchema } from "./receipt.ts";

export { CONFIG, type FolderFiles, inFolder };

/** Everything about a model except its weights. It is stored as `config.json` in the model's folder. */
export interface ModelConfig {
  readonly format: 1;
  /** Family of the model: "stacked", for example, or "sequential" for a custom model. */
  readonly family: string;
  readonly architecture: LayerDescription;
  /** Shape of one example and its element type. The model scales uint8 pixels to 0 … 1. */
  readonly inputShape: readonly number[];
  readonly inputDtype: "uint8" | "float32";
  /** Name, shape and element type of each input, if the model has several. */
  readonly inputs?: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: "uint8" | "float32" }[];
  /** Options of `compile`, for a custom model. */
  readonly compile?: DescribedCompile;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Options with which the model was made and trained, and the values of the epoch whose weights it has. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, number>>;
  /**
   * Quantiles of the scores of validation rows, and the score above which a row is an outlier. Missing in folders of early
   * versions.
   */
  readonly calibration?: { readonly quantiles: readonly number[]; readonly threshold: number };
  readonly receipt?: Receipt | undefined;
}

/** The format of the folders that this version writes and reads. */
const FORMAT = 1;

/** Schema of `format`, which is the same in every folder. */
export const formatSchema = z.literal(
  FORMAT,
  "must be 1 for this version of codings. The folder isn't a model, or another version wrote it",
);

export const modelConfigSchema = z.object({
  format: formatSchema,
  family: z.string(),
  architecture: z.looseObject({ kind: z.string(), name: z.string(), config: z.record(z.string(), z.unknown()) }),
  inputShape: z.array(z.number().check(z.int(), z.positive())),
  inputDtype: z.enum(["uint8", "float32"]),
  inputs: z.optional(z.array(z.object({ name: z.string(), shape: z.array(z.number()), dtype: z.enum(["uint8", "float32"]) }))),
  compile: z.optional(z.looseObject({ optimizer: z.object({ kind: z.string(), options: z.record(z.string(), z.unknown()) }) })),
  seed: z.number(),
  versions: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.unknown()),
  metrics: z.record(z.string(), z.number()),
  calibration: z.optional(z.object({ quantiles: z.array(z.number()).check(z.minLength(2)), threshold: z.number() })),
  receipt: receiptSchema,
});

const familySchema = z.object({ format: formatSchema, family: z.string() });

/**
 * Returns the family of the model in a folder. @param path path of the folder, for messages. @throws DataError if it isn't a
 * model folder.
 */
export const familyIn = (files: FolderFiles, path = ""): string => configIn(files, familySchema, path).family;

/** Error messages for schemas. Without a language, zod/mini only reports "Invalid input", but it has just a tenth of zod's size. */
const { localeError: error } = english();

/** Reads a folder's config.json. @throws DataError if it is missing, or doesn't fit the schema. */
export function configIn<T>(files: FolderFiles, schema: z.ZodMiniType<T>, path = ""): T {
  const bytes = files[CONFIG];
  if (!bytes) {
    const hint = path
      ? "Give a folder that codings train DATA --out FOLDER or codings check DATA --save FOLDER has saved."
      : "Give all files of a folder that codings has written.";
    throw new DataError(`${path || "This"} is not a model folder: it has no config.json. ${hint}`);
  }
  expectShallow(bytes, inFolder(path, "config.json"), DEEPEST_MODEL);
  const said = parseJson(new TextDecoder().decode(bytes));
  if (Number((said as Partial<ModelConfig> | null | undefined)?.format) > FORMAT)
    throw new DataError(
      `${inFolder(path, CONFIG)}: the folder has format ${(said as ModelConfig).format}, but this version of codings reads format ${FORMAT}. A newer version wrote it: update codings.`,
    );
  if (said === undefined) throw new DataError(`${inFolder(path, CONFIG)}: the file isn't valid JSON. Save the model again.`);
  expectOwnDigest(said, inFolder(path, CONFIG));
  const parsed = z.safeParse(schema, said, { error });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new DataError(
    `${inFolder(path, CONFIG)}: ${issue.path.join(".") || "the file"} ${issue.message}. Copy the model folder again, or train a new model.`,
  );
}
