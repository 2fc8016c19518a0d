import { type NdArray, ndarray, sizeOf, sliceRows } from "../core/ndarray.ts";
import { copied } from "../core/options.ts";
import { takeRows } from "../core/rows.ts";
import {
  type Estimator,
  expectEqual,
  expectFinite,
  expectRefusal,
  Failure,
  fitted,
  givenOptions,
  mapped,
  methodsOf,
  outputsOf,
  refusal,
  resized,
  Skip,
  type Subject,
} from "./subject.ts";

/** What a check does with an estimator. It throws `Failure` or `Skip`. */
export type Check = <T extends Estimator>(subject: Subject<T>) => Promise<void>;

/** Share of the largest result by which results may differ if other rows are computed with them, because sums have another order. */
const ROUNDING = 1e-5;

/** Row and column of a number that isn't finite. */
const BROKEN = [7, 0] as const;

/** Name that no option has. */
const UNKNOWN = "noSuchOption";

/** Checks by their names, which are statements about an estimator. Most follow scikit-learn's `check_estimator`. */
export const checks = {
  "options make an equal estimator": async (subject) => {
    const { make, create, fit, examples } = subject;
    const options = givenOptions(make());
    const again = create({ ...options });
    if (JSON.stringify(givenOptions(again)) !== JSON.stringify(options))
      throw new Failure(`The options become ${JSON.stringify(givenOptions(again))} instead of ${JSON.stringify(options)}.`);
    await fit(again, examples);
    expectEqual(await outputsOf(again, examples), (await subject.learned()).outputs);
  },
  "the constructor neither changes nor stores the given options": async ({ make, create }) => {
    const given = copied(givenOptions(make()));
    const before = JSON.stringify(given);
    const estimator = create(given);
    if (JSON.stringify(given) !== before) throw new Failure(`The given options become ${JSON.stringify(given)}.`);
    spoil(given);
    const after = JSON.stringify(givenOptions(estimator));
    if (after !== before) throw new Failure(`Changing the given options later changes those of the estimator to ${after}.`);
  },
  "fit returns the estimator": async ({ make, fit, examples }) => {
    const estimator = make();
    if ((await fit(estimator, examples)) !== estimator) throw new Failure("fit returns something else.");
  },
  "two fits on equal examples give equal results": async (subject) => {
    const { examples } = subject;
    const other = await fitted(subject, copied(examples));
    expectEqual(await outputsOf(other, examples), (await subject.learned()).outputs);
  },
  "another fit begins again": async (subject) => {
    const { fit, examples } = subject;
    const estimator = await fitted(subject, otherThan(examples));
    await fit(estimator, examples);
    const once = (await subject.learned()).outputs;
    expectEqual(await outputsOf(estimator, examples), once);
    await fit(estimator, examples);
    expectEqual(await outputsOf(estimator, examples), once);
  },
  "methods before fit are refused": async ({ make, examples }) => {
    for (const [name, method] of methodsOf(make())) await expectRefusal(`${name} before fit`, () => method(examples), "fit");
  },
  "another number of features is refused": async (subject) => {
    const { examples } = subject;
    const own = examples.shape.at(-1)!;
    for (const columns of [own + 1, own - 1])
      for (const [name, method] of methodsOf((await subject.learned()).estimator))
        await expectRefusal(
          `${columns} instead of ${own} columns in ${name}`,
          () => method(resized(examples, undefined, columns)),
          `${columns}`,
          `${own}`,
        );
  },
  "rows don't depend on their order": async (subject) => {
    const { examples } = subject;
    const { estimator, outputs: expected } = await subject.learned();
    const order = Int32Array.from({ length: examples.shape[0]! }, (_, i) => i).reverse();
    const reversed = Object.fromEntries(Object.entries(expected).map(([name, rows]) => [name, takeRows(rows, order)]));
    expectEqual(await outputsOf(estimator, takeRows(examples, order)), reversed, ROUNDING);
  },
  "rows don't depend on other rows": async (subject) => {
    const { examples } = subject;
    const { estimator, outputs } = await subject.learned();
    const all = Object.entries(outputs);
    for (const [start, end] of [
      [0, 1],
      [3, 10],
    ] as const) {
      const expected = Object.fromEntries(all.map(([name, rows]) => [name, sliceRows(rows, start, end)]));
      expectEqual(await outputsOf(estimator, sliceRows(examples, start, end)), expected, ROUNDING);
    }
  },
  "examples aren't changed": async (subject) => {
    const given = copied(subject.examples);
    await outputsOf(await fitted(subject, given), given);
    expectEqual({ "The input after fit": given }, { "The input after fit": subject.examples });
  },
  "one row and one column are fitted or refused": async (subject) => {
    const { examples } = subject;
    for (const few of [resized(examples, 1), resized(examples, undefined, 1)]) {
      await refusal(async () => expectFinite(await outputsOf(await fitted(subject, few), few)));
    }
  },
  "whole numbers of other types count as numbers": async (subject) => {
    const [floats, integers] = (["float32", "int32"] as const).map((dtype) =>
      mapped(subject.examples, (x) => Math.round(3 * x), dtype),
    );
    expectEqual(
      await outputsOf(await fitted(subject, integers), integers),
      await outputsOf(await fitted(subject, floats), floats),
    );
  },
  "frozen, shared and partly used memory is read": async (subject) => {
    const { shape, data } = subject.examples;
    const { outputs: expected } = await subject.learned();
    const shared = new Float32Array(new SharedArrayBuffer(data.byteLength));
    const part = new Float32Array(data.length + 7).subarray(3, data.length + 3);
    for (const memory of [shared, part]) {
      memory.set(data);
      const given = Object.freeze(ndarray("float32", Object.freeze([...shape]), memory));
      expectEqual(await outputsOf(await fitted(subject, given), given), expected);
    }
  },
  "NaN and infinity are refused with their place, or count as missing values": async (subject) => {
    const { examples } = subject;
    const [row, column] = BROKEN;
    const width = sizeOf(examples.shape.slice(1));
    const { estimator } = await subject.learned();
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const broken = mapped(examples, (x, i) => (i === row * width + column ? value : x));
      const expectPlace = async (what: string, act: () => Promise<unknown>) => {
        const line = await refusal(act);
        if (line !== undefined && !new RegExp(`\\brow (${row}|${row + 1})\\b`, "i").test(line))
          throw new Failure(`The message about ${value} in ${what} doesn't name its row ${row} (counted from 0): ${line}`);
      };
      await expectPlace("fit", async () => expectFinite(await outputsOf(await fitted(subject, broken), examples)));
      for (const [name, method] of methodsOf(estimator))
        await expectPlace(name, async () => expectFinite({ [name]: await method(broken) }));
    }
  },
  "a refused fit changes nothing": async (subject) => {
    const { fit, examples } = subject;
    const estimator = await fitted(subject);
    const before = await outputsOf(estimator, examples);
    const bad = [null, resized(examples, 0), mapped(examples, () => Number.POSITIVE_INFINITY)];
    for (const data of bad)
      if ((await refusal(() => fit(estimator, data))) === undefined) throw new Failure(`${data} is accepted.`);
    expectEqual(await outputsOf(estimator, examples), before);
  },
  "no rows and no columns are refused": async (subject) => {
    const { make, fit, examples } = subject;
    for (const empty of [resized(examples, 0), resized(examples, undefined, 0)])
      await expectRefusal(`fit of shape [${empty.shape.join(", ")}]`, () => fit(make(), empty));
    for (const [name, method] of methodsOf((await subject.learned()).estimator)) {
      await expectRefusal(`${name} without columns`, () => method(resized(examples, undefined, 0)));
      // No rows are a mistake in fit, but may be the last part of a stream here.
      await refusal(async () => {
        const { shape } = await method(resized(examples, 0));
        if (shape[0] !== 0) throw new Failure(`${name} gives ${shape[0]} rows for none.`);
      });
    }
  },
  "null and undefined are refused": async (subject) => {
    const { make, fit } = subject;
    const { estimator } = await subject.learned();
    for (const nothing of [null, undefined]) {
      await expectRefusal(`${nothing} in fit`, () => fit(make(), nothing), `${nothing}`);
      for (const [name, method] of methodsOf(estimator))
        await expectRefusal(`${nothing} in ${name}`, () => method(nothing), `${nothing}`);
    }
  },
  "wrong values of options are refused with name and value": async (subject) => {
    const { make, create, fit, examples, wrong } = subject;
    const own = givenOptions(make());
    const values = Object.entries(own).flatMap(([name, value]) => wrongLike(value).map((bad) => [name, bad] as const));
    const told = Object.entries(wrong).flatMap(([name, bad]) => bad.map((value) => [name, value] as const));
    for (const [name, value] of [...values, ...told, [UNKNOWN, 1] as const]) {
      const what = `${name}: ${typeof value === "number" ? value : JSON.stringify(value)}`;
      const plain = Array.isArray(value) ? String(value[0]) : String(value);
      await expectRefusal(
        what,
        () => fit(create({ ...own, [name]: value }), examples),
        name,
        ...(name === UNKNOWN ? [] : [plain]),
      );
    }
  },
  "two estimators at once disturb neither": async (subject) => {
    const { examples } = subject;
    const others = otherThan(examples);
    const alone = [(await subject.learned()).outputs, await outputsOf(await fitted(subject, others), others)];
    const run = async (on: NdArray<"float32">) => outputsOf(await fitted(subject, on), on);
    const atOnce = await Promise.all([run(examples), run(others)]);
    atOnce.forEach((found, i) => {
      expectEqual(found, alone[i]!);
    });
  },
  "methods run several times at once": async (subject) => {
    const { examples } = subject;
    const { estimator, outputs: expected } = await subject.learned();
    const all = await Promise.all([1, 2, 3].map(() => outputsOf(estimator, examples)));
    for (const found of all) expectEqual(found, expected);
  },
  "a second call during fit is refused by its name": async (subject) => {
    const { make, fit, examples } = subject;
    const estimator = make();
    const methods = methodsOf(estimator);
    await during(fit(estimator, examples), async () => {
      await expectRefusal("fit during fit", () => fit(estimator, examples), "fit is still running");
      for (const [name, method] of methods)
        await expectRefusal(`${name} during fit`, () => method(examples), "fit is still running");
    });
    expectEqual(await outputsOf(estimator, examples), (await subject.learned()).outputs);
    for (const [name, method] of methods)
      await during(method(examples), () =>
        expectRefusal(`fit during ${name}`, () => fit(estimator, examples), `${name} is still running`),
      );
  },
  "a signal stops fit, and the estimator can be fitted again": async (subject) => {
    const { make, fit, examples } = subject;
    const expected = (await subject.learned()).outputs;
    for (const wait of [undefined, 1]) {
      const stop = new AbortController();
      if (wait === undefined) stop.abort();
      else setTimeout(() => stop.abort(), wait);
      const estimator = make();
      const line = await refusal(() => fit(estimator, examples, { signal: stop.signal }));
      if (line?.includes('Unknown option "signal"')) throw new Skip("fit has no option signal.");
      const isComplete = await outputsOf(estimator, examples)
        .then((found) => expectEqual(found, expected))
        .then(
          () => true,
          () => false,
        );
      if (wait === undefined && isComplete) throw new Failure("fit learns the same with a signal that was aborted before.");
      await fit(estimator, examples);
      expectEqual(await outputsOf(estimator, examples), expected);
    }
  },
} as const satisfies Readonly<Record<string, Check>>;

/** Does some work while a call is running, and waits for both. */
async function during(running: Promise<unknown>, work: () => Promise<void>): Promise<void> {
  for (const outcome of await Promise.allSettled([work(), running])) if (outcome.status === "rejected") throw outcome.reason;
}

/** Returns examples of the same shape with other numbers. */
const otherThan = (examples: NdArray<"float32">): NdArray<"float32"> =>
  mapped(examples, (x, i) => Math.abs(x) + ((i * i) % 7) / 7);

/** Returns values of the same kind that no option has. */
function wrongLike(value: unknown): unknown[] {
  if (typeof value === "number") return [Number.NaN, Number.NEGATIVE_INFINITY];
  if (typeof value === "string") return ["no such value"];
  if (typeof value === "boolean") return ["yes"];
  return Array.isArray(value) && typeof value[0] === "number" ? [[Number.NaN]] : [];
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Empties lists and plain objects, as a program that uses them again may do. */
function spoil(value: unknown): void {
  if (!Array.isArray(value) && !isPlain(value)) return;
  for (const own of Object.values(value)) spoil(own);
  if (Array.isArray(value)) value.length = 0;
  else for (const name of Object.keys(value)) delete value[name];
}
