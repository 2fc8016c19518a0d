import { check } from "./check.ts";
import { codings } from "./codings.ts";
import { drift } from "./drift.ts";
import { generate } from "./generate.ts";
import { impute } from "./impute.ts";
import { series } from "./series.ts";
import { duplicates, similar } from "./similar.ts";
import type { PageTask } from "./task.ts";

/** The tasks of the page, in its order. */
export const tasks: readonly PageTask[] = [check, impute, similar, duplicates, drift, generate, series, codings];
