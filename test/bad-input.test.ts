import { describe, expect, it } from "vitest";
import { DataError, OptionError } from "../src/core/errors.ts";
import { Autoencoder, ndarray, random, train } from "../src/index.ts";

/** Returns rows of numbers around 300, with some of them replaced. */
function rows(count: number, width = 5, set?: (row: number, column: number) => number | undefined) {
  const source = random(5);
  const data = Float32Array.from({ length: count * width }, (_, at) => {
    const drawn = 300 + 50 * source.normal();
    return set?.(Math.floor(at / width), at % width) ?? drawn;
  });
  return ndarray("float32", [count, width], data);
}

/** Returns the errors of fit and train, or their warnings and notes. */
async function fitted(data: Parameters<typeof train>[0], options = {}): Promise<readonly (readonly string[])[]> {
  const warned: string[] = [];
  const noted: string[] = [];
  await new Autoencoder(options).fit(data as never, { epochs: 2, warn: (line) => warned.push(line) });
  const { history } = await train(data, { ...options, epochs: 2, onNote: (line) => noted.push(line) });
  for (const { loss: value } of history) expect(value).toSatisfy(Number.isFinite);
  return [warned, noted];
}

const IN_TABLES = " As a table (a CSV file, or rows as objects) they may have missing values.";
const at = (value: number) => rows(100, 5, (row, column) => (row === 93 && column === 3 ? value : undefined));

describe("fit and train refuse unusable data in one line:", () => {
  it.each<[string, ReturnType<typeof rows>, object, string]>([
    ["NaN", at(Number.NaN), {}, `Row 93, column 3 is NaN (counted from 0). Remove or fill such rows.${IN_TABLES}`],
    ["infinity", at(Number.POSITIVE_INFINITY), {}, "Row 93, column 3 is Infinity (counted from 0). Remove or fill such rows."],
    ["no examples", rows(0), {}, "The data has no examples. Give at least one."],
    [
      "no numbers",
      rows(5, 0),
      {},
      "The data has the shape [5, 0], so it contains no numbers. Give rows with at least one value.",
    ],
  ])("%s", async (_, data, options, said) => {
    const error = new DataError(said);
    await expect(new Autoencoder(options).fit(data, { warn: false })).rejects.toThrow(error);
    await expect(train(data, options)).rejects.toThrow(error);
  });

  it("numbers that don't fit the loss, with the index of the row", async () => {
    const data = rows(100, 5, (row, column) => (row === 97 && column === 1 ? 1.5 : 0.25 + column / 10 + row / 1000));
    const said = (where: string) =>
      `The loss binaryCrossentropy is for targets from 0 to 1, but ${where} is 1.5 (counted from 0). Scale the data to 0 to 1, or take another loss, such as loss: "mse".`;
    const loss = "binaryCrossentropy";
    await expect(new Autoencoder({ loss }).fit(data, { warn: false })).rejects.toThrow(new DataError(said("row 97, column 1")));
    // The last 8 of 100 rows are held out.
    await expect(train(data, { loss })).rejects.toThrow(new DataError(said("row 5, column 1 of the validation data")));
  });

  it("one example if another one must be held out", async () => {
    await expect(train(rows(1))).rejects.toThrow(
      new OptionError("The data has 1 example, but at least two are needed: one to learn from and one to hold out."),
    );
  });
});

describe("fit and train warn about data that allows a training, but no useful model:", () => {
  it("fewer examples than codings", async () => {
    const [warned, noted] = await fitted(rows(5), { codings: 30 });
    const said = (count: number) =>
      `The data has ${count} training examples and the model 30 codings, so it can memorise each example. Give more examples, or use fewer codings (codings: 2).`;
    expect(warned).toContain(said(5));
    expect(noted).toContain(said(4));
  });

  it("examples that are all the same", async () => {
    const said = (count: number) =>
      `All ${count} examples are the same, so the model can't learn any differences, and codings and scores mean nothing. Give examples that differ.`;
    const [warned, noted] = await fitted(rows(50, 5, () => 3.5));
    expect(warned).toEqual([said(50)]);
    expect(noted).toContain(said(46));
  });

  it("one example for training", async () => {
    const warned: string[] = [];
    await new Autoencoder().fit(rows(1), { epochs: 2, warn: (line) => warned.push(line) });
    expect(warned).toEqual([
      "There is one example, so the model can't learn any differences, and codings and scores mean nothing. Give examples that differ.",
    ]);
    await fitted(rows(2));
  });

  it("a constant column", async () => {
    const [warned, noted] = await fitted(rows(100, 5, (_, column) => (column === 2 ? 7 : undefined)));
    expect(warned).toEqual([]);
    expect(noted!.join("\n")).toContain(
      "(column 2, counted from 0, has the same number in every example, which reconstructions repeat)",
    );
  });
});
