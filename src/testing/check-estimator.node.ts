import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { CodingsError } from "../core/errors.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { copied, expectNames, knownOptions } from "../core/options.ts";
import { random } from "../core/random.ts";
import { type Check, checks } from "./checks.ts";
import { type Estimator, expectEqual, Failure, fitted, METHODS, type Outputs, outputsOf, Skip, type Subject } from "./subject.ts";

const all = {
  ...checks,
  "a saved and loaded estimator gives equal results": async (subject) => {
    const { estimator, outputs } = await subject.learned();
    const { save } = estimator as { save?(path: string): Promise<void> };
    const { load } = subject;
    if (!save || !load) throw new Skip("It has no save or no load.");
    const folder = await mkdtemp(join(tmpdir(), "codings-check-"));
    try {
      await save.call(estimator, join(folder, "saved"));
      const loaded = await load(join(folder, "saved"));
      expectEqual(await outputsOf(loaded, subject.examples), outputs);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  "a worker thread gives equal results": async (subject) => {
    if (!subject.module) throw new Skip("A worker thread needs the option module.");
    const { examples } = subject;
    const thread = new Worker(THREAD, { eval: true, workerData: { module: subject.module.href, examples, methods: METHODS } });
    const outputs = await new Promise<Outputs>((resolve, reject) => {
      thread.once("message", resolve);
      thread.once("error", reject);
      thread.once("exit", () => reject(new Error("it ended without results.")));
    }).catch((error: Error) => {
      throw new Failure(`The worker thread failed: ${error.message}`);
    });
    await thread.terminate();
    expectEqual(outputs, (await subject.learned()).outputs);
  },
} as const satisfies Readonly<Record<string, Check>>;

/** Program of the worker thread. */
const THREAD = `
const { parentPort, workerData: { module, examples, methods } } = require("node:worker_threads");
import(module).then(async ({ make, fit = (estimator, rows) => estimator.fit(rows) }) => {
  const estimator = make();
  await fit(estimator, examples);
  const outputs = {};
  for (const name of methods) if (typeof estimator[name] === "function") outputs[name] = await estimator[name](examples);
  parentPort.postMessage(outputs);
});`;

/** Name of a check of `checkEstimator`. */
export type EstimatorCheck = keyof typeof all;

/** Names of all checks of `checkEstimator`. */
export const estimatorChecks = Object.keys(all) as readonly EstimatorCheck[];

/** Options of `checkEstimator`. */
export interface CheckEstimatorOptions<T extends Estimator> {
  /** Examples [n, …] to fit, at least 10; 48 rows of 5 numbers in different units by default. */
  readonly examples?: NdArray<"float32">;
  /** Calls `fit`; by default `estimator.fit(examples, options)`. Pass the options on, because one of them is the signal that stops `fit`. */
  readonly fit?: (estimator: T, examples: never, options?: { readonly signal: AbortSignal }) => Promise<unknown>;
  /** Creates an estimator with options; by default `new` with the class of the estimator and the options. */
  readonly create?: (options: never) => T;
  /** Loads a saved estimator; by default the static method `load` of its class. */
  readonly load?: (path: string) => Promise<T>;
  /** Further wrong values of options that must be refused, by the name of the option, such as `{ seed: [-1, 1.5] }`. */
  readonly wrong?: Readonly<Record<string, readonly unknown[]>>;
  /** Checks to leave out, each with the reason. */
  readonly waived?: Readonly<Partial<Record<EstimatorCheck, string>>>;
  /** URL of a JavaScript module that exports `make`, and `fit` if it isn't the default. Without it no worker thread is tried. */
  readonly module?: URL;
}

/** Result of one check. */
export interface CheckedEstimator {
  readonly name: EstimatorCheck;
  readonly result: "passed" | "skipped" | "waived";
  /** Reason why the check was skipped or waived. */
  readonly reason?: string;
}

/** Returns rows of numbers in different units. */
function someExamples(): NdArray<"float32"> {
  const source = random(42);
  const numbers = Float32Array.from({ length: 240 }, (_, i) => (1 + (i % 5)) * source.normal() + (i % 5));
  return ndarray("float32", [48, 5], numbers);
}

/**
 * Checks that an estimator of your own behaves as those of codings: fitting it again begins again, results don't depend on other
 * rows, wrong data and options are refused with one clear line, and so on. The checks follow scikit-learn's `check_estimator`.
 *
 * The methods that are checked are `fit`, `transform`, `predict`, `predictProbabilities`, `reconstruct`, `scoreSamples`, `save` and the static `load`,
 * as far as the estimator has them. Its options are its property `options` or `settings`. In Node only.
 * @param make creates an estimator. Choose options with which `fit` takes little time, because it is called some 70 times.
 * @returns the checks with their results, if none failed.
 * @throws CodingsError with a line for each check that failed.
 * @example
 * await checkEstimator(() => new MyDetector());
 */
export async function checkEstimator<T extends Estimator>(
  make: () => T,
  options: CheckEstimatorOptions<T> = {},
): Promise<readonly CheckedEstimator[]> {
  const names = { examples: true, fit: true, create: true, load: true, wrong: true, waived: true, module: true } as const;
  const {
    examples = someExamples(),
    fit,
    create,
    load,
    wrong = {},
    waived = {},
    module,
  } = knownOptions("checkEstimator", options, names);
  expectNames("waived", waived, estimatorChecks);
  const made = make();
  const Class = made.constructor as { new (options: object): T; load?: (path: string) => Promise<T> };
  let learned: Promise<{ readonly estimator: T; readonly outputs: Outputs }> | undefined;
  const learn = async () => {
    const estimator = await fitted(subject, copied(examples));
    return { estimator, outputs: await outputsOf(estimator, copied(examples)) };
  };
  const subject: Subject<T> = {
    make,
    learned: () => {
      learned ??= learn();
      return learned;
    },
    examples,
    wrong,
    module,
    create: (create as ((options: object) => T) | undefined) ?? ((own) => new Class(own)),
    load: load ?? (Class.load && ((path) => Class.load!(path))),
    fit: async (estimator, ...given) =>
      fit ? fit(estimator, ...(given as [never])) : estimator.fit(...(given as unknown as never[])),
  };
  const results: CheckedEstimator[] = [];
  const failed: string[] = [];
  for (const [name, check] of Object.entries(all) as [EstimatorCheck, Check][]) {
    const waiver = waived[name];
    if (waiver !== undefined) {
      results.push({ name, result: "waived", reason: waiver });
      continue;
    }
    try {
      // An estimator that changes its examples must not disturb the other checks.
      await check({ ...subject, examples: copied(examples) });
      results.push({ name, result: "passed" });
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof Skip) results.push({ name, result: "skipped", reason: message });
      else failed.push(`- ${name}: ${error instanceof Failure ? message : `${(error as Error).name}: ${message}`}`);
    }
  }
  if (failed.length === 0) return results;
  throw new CodingsError(
    `${made.constructor.name} fails ${failed.length} of ${estimatorChecks.length} checks. Correct it, or waive checks that have no meaning for it:\n${failed.join("\n")}`,
  );
}
