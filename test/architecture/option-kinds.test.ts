import { describe, expect, it, vi } from "vitest";

/** The options of each taker, as they are looked up when it is called. */
const taken = vi.hoisted(() => new Map<string, Set<string>>());

vi.mock("../../src/core/options.ts", async (original) => {
  const options = await original<typeof import("../../src/core/options.ts")>();
  const note = (where: string, names: object) => {
    const known = taken.get(where) ?? new Set();
    for (const name of Object.keys(names)) known.add(name);
    taken.set(where, known);
  };
  return {
    ...options,
    expectKnown: (takes: Parameters<typeof options.expectKnown>[0], given: object) => {
      note(takes.where, takes.names);
      return options.expectKnown(takes, given);
    },
    knownOptions: (where: string, given: object, names: Record<string, true>) => {
      note(where, names);
      return options.knownOptions(where, given, names as never);
    },
  } as typeof options;
});

const { mistakes } = await import("./options.fixture.ts");
const { CodingsError } = await import("../../src/index.ts");

/** Values that no option means, one of each kind of value. */
const WRONG: readonly (readonly [what: string, value: unknown])[] = [
  ["a text", "nonsense"],
  ["a number", -1.5],
  ["an object", { unknown: 1 }],
  ["null", null],
];

/** What writes the files of a folder takes what the library itself has made, and a stand-in for a table fails by itself. */
const ofTheLibrary = ["autoencoderFiles", "modelFiles", "saveModelFolder", "fillTable"];
/** Calls openTable with what it was given. */
const otherName = "fromRecords";
const all = Object.entries(mistakes).filter(([name]) => !ofTheLibrary.includes(name) && name !== otherName);

describe("an option of a wrong kind gets a line of its own, and no error of JavaScript", () => {
  it.each(all)("%s", async (_, [call, wrong, taker]) => {
    const errorOf = (options: object): Promise<unknown> =>
      Promise.resolve()
        .then(() => call(options))
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
    await errorOf({ [wrong]: 1 });
    // Some are called with stand-ins for what they take, and fail behind their options.
    const usual = String(await errorOf({}));
    const odd: string[] = [];
    for (const name of taken.get(taker) ?? [])
      for (const [what, value] of WRONG) {
        const error = await errorOf({ [name]: value });
        if (error !== undefined && !(error instanceof CodingsError) && String(error) !== usual)
          odd.push(`${name}: ${what}: ${error}`);
      }
    expect(odd).toEqual([]);
  });
});
