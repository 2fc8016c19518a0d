import * as z from "zod/mini";
import english from "zod/v4/locales/en.js";
import { DataError } from "../core/errors.ts";
import { DEEPEST_MODEL, expectShallow } from "../core/json-depth.ts";
import type { LayerDescription } from "./describe.ts";
import type { DescribedCompile } from "./describe-compiled.ts";
import { expectOwnDigest } from "./digests.ts";
import { CONFIG, type FolderFiles, inFolder, parseJson } from "./folder-files.ts";

export { CONFIG, type FolderFiles, inFolder };

/** What is known of a model besides its numbers; `config.json` of its folder. */
export interface ModelConfig {
  readonly format: 1;
  /** The family: "stacked", or "sequential" for a model of your own. */
  readonly family: string;
  readonly architecture: LayerDescription;
  /** Shape of one example, and its element type: uint8 pixels are scaled to 0-1 inside the model. */
  readonly inputShape: readonly number[];
  readonly inputDtype: "uint8" | "float32";
  /** The same of each input, of a model with several. */
  readonly inputs?: readonly { readonly name: string; readonly shape: readonly number[]; readonly dtype: "uint8" | "float32" }[];
  /** What `compile` set, of a model of your own. */
  readonly compile?: DescribedCompile;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  /** The options it was made and trained with, and the figures of the epoch whose weights it has. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, number>>;
  /** What scores of held-out rows are like: their quantiles, and the score beyond which a row is an outlier. Folders of early versions lack it. */
  readonly calibration?: { readonly quantiles: readonly number[]; readonly threshold: number };
}

/** What `format` is in every folder. */
export const formatSchema = z.literal(1, "isn't the format of this version of codings: it is no model's, or another version's");

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
});

const familySchema = z.object({ format: formatSchema, family: z.string() });

/** The family of the model in a folder. `path` is the folder's, for messages. @throws DataError where it isn't one. */
export const familyIn = (files: FolderFiles, path = ""): string => configIn(files, familySchema, path).family;

/** zod/mini says "Invalid input" of everything without a language: a tenth of zod's size in a page. */
const { localeError: error } = english();

/** A folder's config.json. @throws DataError where there is none, or it isn't what the schema says. */
export function configIn<T>(files: FolderFiles, schema: z.ZodMiniType<T>, path = ""): T {
  const bytes = files[CONFIG];
  if (!bytes) {
    const hint = path
      ? `Train one with: codings train DATA --out ${path}`
      : "Give the whole of a folder that codings has written.";
    throw new DataError(`${path || "This"} is not a model folder: it has no config.json. ${hint}`);
  }
  expectShallow(bytes, inFolder(path, "config.json"), DEEPEST_MODEL);
  const said = parseJson(new TextDecoder().decode(bytes));
  if (said === undefined) throw new DataError(`${inFolder(path, CONFIG)}: the file isn't JSON. Save the model again.`);
  expectOwnDigest(said, inFolder(path, CONFIG));
  const parsed = z.safeParse(schema, said, { error });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new DataError(`${inFolder(path, "config.json")}: ${issue.path.join(".") || "the file"} ${issue.message}.`);
}
