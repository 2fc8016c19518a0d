import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { OptionError, ShapeError } from "../core/errors.ts";
import { expectFinite } from "../core/finite.ts";
import { type NdArray, ndarray } from "../core/ndarray.ts";
import { knownOptions } from "../core/options.ts";
import { expectValues, listOf, whole } from "../core/rules.ts";
import { guard } from "../core/running.ts";
import { expectSome } from "../data/checks.ts";
import type { Data } from "../data/given/data.ts";
import { asExamples } from "../data/given/dataset.ts";
import { checkEstimator, type EstimatorCheck } from "./check-estimator.node.ts";

const OPTIONS = { seed: true, sizes: true } as const;
type Options = { readonly seed?: number; readonly sizes?: number[] };
type Rows = NdArray<"float32">;

/** Subtracts the mean of each column. It passes all checks. */
class Centered {
  readonly options: Options;
  mean: number[] | undefined;

  constructor(options: Options = {}) {
    const { seed = 42, sizes = [3] } = knownOptions("Centered", options, OPTIONS);
    expectValues(options, { sizes: listOf(whole(1, 100), "[3]") });
    this.options = { seed, sizes: [...sizes] };
  }

  async fit(data: Data, options: { readonly signal?: AbortSignal } = {}): Promise<this> {
    knownOptions("fit", options, { signal: true });
    const { shape, data: numbers } = await rowsOf(data);
    expectSome({ shape }, "The data");
    const mean = Array.from({ length: shape[1]! }, (_, column) => {
      let sum = 0;
      for (let row = 0; row < shape[0]!; row++) sum += numbers[row * shape[1]! + column]! / shape[0]!;
      return sum;
    });
    await new Promise((resolve) => setTimeout(resolve, 3));
    if (!options.signal?.aborted) this.mean = mean;
    return this;
  }

  async transform(data: Data): Promise<Rows> {
    const { mean } = this;
    if (!mean) throw new OptionError("Call fit first.");
    const { shape, data: numbers } = await rowsOf(data);
    if (shape[1] !== mean.length) throw new ShapeError(`The rows have ${shape[1]} columns instead of ${mean.length}.`);
    return ndarray(
      "float32",
      shape,
      numbers.map((x, i) => x - mean[i % mean.length]!),
    );
  }

  async save(path: string): Promise<void> {
    await writeFile(path, JSON.stringify(this.mean));
  }

  static async load(path: string): Promise<Centered> {
    const loaded = new Centered();
    loaded.mean = JSON.parse(await readFile(path, "utf8"));
    return loaded;
  }
}
guard(Centered, { changing: ["fit"], reading: ["transform"] });

async function rowsOf(data: Data): Promise<Rows> {
  const rows = (await asExamples(data)) as Rows;
  expectFinite(rows);
  return rows;
}

/** Returns the names of the checks that fail, and the message. */
async function failures(...given: Parameters<typeof checkEstimator>): Promise<{ names: string[]; message: string }> {
  const message = await checkEstimator(...given).then(
    () => "",
    (error: Error) => error.message,
  );
  return { names: [...message.matchAll(/^- ([^:]+):/gm)].map(([, name]) => name!), message };
}

it("an estimator that does everything right passes", async () => {
  const results = await checkEstimator(() => new Centered());
  expect(results.filter(({ result }) => result !== "passed")).toEqual([
    { name: "a worker thread gives equal results", result: "skipped", reason: "A worker thread needs the option module." },
  ]);
  expect(results.length).toBe(24);
});

it("a waived check isn't made, and an unknown one is refused", async () => {
  const waived = { "fit returns the estimator": "It returns a number." } as const;
  const results = await checkEstimator(() => new Centered(), { waived });
  expect(results).toContainEqual({ name: "fit returns the estimator", result: "waived", reason: "It returns a number." });
  await expect(checkEstimator(() => new Centered(), { waived: { "fit retuns": "" } as never })).rejects.toThrow(
    'Unknown option "fit retuns" of waived.',
  );
});

it("the error has a line for each check that failed", async () => {
  class Silent extends Centered {
    override async fit(data: Data): Promise<this> {
      await super.fit(data);
      return undefined as never;
    }
  }
  await expect(checkEstimator(() => new Silent())).rejects.toThrow(
    /^Silent fails \d of 24 checks\. Correct it, or waive checks that have no meaning for it:\n- fit returns the estimator: fit returns something else\.$/m,
  );
});

/** Estimators that are wrong in one way, by the check that must find it. */
const wrong: Readonly<Partial<Record<EstimatorCheck, () => new (options?: Options) => Centered>>> = {
  "options make an equal estimator": () =>
    class extends Centered {
      override readonly options = { seed: Math.random() };
    },
  "the constructor neither changes nor stores the given options": () =>
    class extends Centered {
      override readonly options: Options;
      constructor(options: Options = { sizes: [1] }) {
        super(options);
        this.options = options;
      }
    },
  "two fits on equal examples give equal results": () =>
    class extends Centered {
      override async fit(...given: Parameters<Centered["fit"]>): Promise<this> {
        await super.fit(...given);
        this.mean![0]! += Math.random();
        return this;
      }
    },
  "another fit begins again": () =>
    class extends Centered {
      override async fit(...given: Parameters<Centered["fit"]>): Promise<this> {
        const before = this.mean?.[0] ?? 0;
        await super.fit(...given);
        if (this.mean) this.mean[0]! += before;
        return this;
      }
    },
  "methods before fit are refused": () =>
    class extends Centered {
      override mean: number[] | undefined = [0, 0, 0, 0, 0];
    },
  "another number of features is refused": () =>
    class extends Centered {
      override async transform(data: Data): Promise<Rows> {
        const rows = await rowsOf(data);
        return (this.mean && rows.shape[1] !== 0 ? rows : super.transform(data)) as Promise<Rows>;
      }
    },
  "rows don't depend on their order": () =>
    class extends Centered {
      override async transform(data: Data): Promise<Rows> {
        const rows = await super.transform(data);
        return { ...rows, data: rows.data.map((x, i) => x * i) };
      }
    },
  "rows don't depend on other rows": () =>
    class extends Centered {
      override async transform(data: Data): Promise<Rows> {
        const rows = await super.transform(data);
        return { ...rows, data: rows.data.map((x) => x * rows.data.length) };
      }
    },
  "examples aren't changed": () =>
    class extends Centered {
      override async transform(data: Data): Promise<Rows> {
        const rows = await super.transform(data);
        (data as Rows).data[0] = 7;
        return rows;
      }
    },
  "one row and one column are fitted or refused": () =>
    class extends Centered {
      override async fit(data: Data, ...given: [object?]): Promise<this> {
        if ((data as Partial<Rows>)?.shape?.[0] === 1) throw new TypeError("Cannot read properties of undefined.");
        return super.fit(data, ...given);
      }
    },
  "whole numbers of other types count as numbers": () =>
    class extends Centered {
      override async transform(data: Data): Promise<Rows> {
        const rows = await super.transform(data);
        return (data as Partial<NdArray>)?.dtype === "int32" ? { ...rows, data: rows.data.map((x) => x * 2) } : rows;
      }
    },
  "frozen, shared and partly used memory is read": () =>
    class extends Centered {
      override async transform(data: Data): Promise<Rows> {
        if ((data as Partial<Rows>)?.data?.buffer instanceof SharedArrayBuffer) throw new OptionError("Invalid argument");
        return super.transform(data);
      }
    },
  "NaN and infinity are refused with their place, or count as missing values": () =>
    class extends Centered {
      override async transform(data: Data): Promise<Rows> {
        const rows = (await asExamples(data)) as Rows;
        return rows.data.some(Number.isNaN) ? rows : super.transform(data);
      }
    },
  "a refused fit changes nothing": () =>
    class extends Centered {
      override async fit(...given: Parameters<Centered["fit"]>): Promise<this> {
        this.mean = undefined;
        return super.fit(...given);
      }
    },
  "no rows and no columns are refused": () =>
    class extends Centered {
      override async fit(data: Data, ...given: [object?]): Promise<this> {
        return (data as Partial<Rows>)?.shape?.[0] === 0 ? this : super.fit(data, ...given);
      }
    },
  "null and undefined are refused": () =>
    class extends Centered {
      override async transform(data: Data): Promise<Rows> {
        if (this.mean && data === undefined) return ndarray("float32", [1, 5], new Float32Array(5));
        return super.transform(data);
      }
    },
  "wrong values of options are refused with name and value": () =>
    class extends Centered {
      constructor(options: Options = {}) {
        super({ ...options, seed: undefined });
      }
    },
  "two estimators at once disturb neither": () => {
    let shared = 0;
    return class extends Centered {
      override async fit(...given: Parameters<Centered["fit"]>): Promise<this> {
        shared++;
        await super.fit(...given);
        if (this.mean) this.mean[0]! += shared > 1 ? 1 : 0;
        shared--;
        return this;
      }
    };
  },
  "methods run several times at once": () =>
    class extends Centered {
      private calls = 0;
      override async transform(data: Data): Promise<Rows> {
        const calls = this.calls++;
        const rows = await super.transform(data).finally(() => {
          this.calls--;
        });
        return calls > 0 ? { ...rows, data: rows.data.map((x) => x + 1) } : rows;
      }
    },
  "a second call during fit is refused by its name": () => {
    const made = class extends Centered {};
    const { fit } = class extends Centered {}.prototype;
    made.prototype.fit = async function (...given) {
      return fit.apply(Object.create(this) as typeof this, given).then((other) => Object.assign(this, { mean: other.mean }));
    };
    return made;
  },
  "a signal stops fit, and the estimator can be fitted again": () =>
    class extends Centered {
      override fit(data: Data): Promise<this> {
        return super.fit(data);
      }
    },
  "a saved and loaded estimator gives equal results": () =>
    class extends Centered {
      override async save(path: string): Promise<void> {
        await writeFile(path, JSON.stringify(this.mean!.map(() => 0)));
      }
    },
};

describe("each check fails for an estimator that is wrong in this way:", () => {
  it.each(Object.entries(wrong))("%s", async (name, made) => {
    const Class = made();
    const { names } = await failures(() => new Class(), { wrong: { seed: [-1] } });
    expect(names).toContain(name);
    expect(names.length).toBeLessThan(10);
  });

  it("a worker thread gives equal results", async () => {
    const outputs = "({ dtype, shape, data }) => ({ dtype, shape, data: data.map(Math.sin) })";
    const module = (transform: string) =>
      new URL(`data:text/javascript,export const make = () => ({ fit() {}, transform: ${encodeURIComponent(transform)} });`);
    const { names } = await failures(() => new Centered(), { module: module(outputs) });
    expect(names).toEqual(["a worker thread gives equal results"]);
    const { message } = await failures(() => new Centered(), { module: module("null.transform") });
    expect(message).toContain("The worker thread failed: Cannot read properties of null");
  });

  it("all but these two are tried", async () => {
    const all = (await checkEstimator(() => new Centered())).map(({ name }) => name);
    expect(all.filter((name) => !Object.hasOwn(wrong, name))).toEqual([
      "fit returns the estimator",
      "a worker thread gives equal results",
    ]);
  });
});
