import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { type Autoencoder, StackedAutoencoder } from "../autoencoders/index.ts";
import { ndarray } from "../core/ndarray.ts";
import { temporaryFolder } from "../core/temporary.fixture.ts";
import { parseNpy, toNpy } from "../data/readers/npy.ts";
import { type FilledArray, type FilledTable, impute } from "./impute.node.ts";
import { MANY, modelOfTable, peopleCsv } from "./models.fixture.ts";

const folder = temporaryFolder();

describe("a table", () => {
  let table: string;
  let model: Autoencoder;
  beforeEach(async () => {
    table = await folder.write("people.csv", peopleCsv(300));
    model = await modelOfTable(table);
  });

  it("is returned with its missing values filled and everything else unchanged", async () => {
    const { rows, filled, missing, total, rowCount } = (await impute(model, table, { mark: "imputed" })) as FilledTable;
    const before = peopleCsv(300)
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
    expect(rowCount).toBe(300);
    expect(missing).toEqual({});
    expect(total).toBe(before.flat().filter((cell) => cell === "").length);
    expect(Object.keys(filled)).toEqual(["age", "score", "city"]);
    rows!.forEach(({ imputed, ...row }, i) => {
      const [id, age, score, city] = before[i]!;
      const names = [age === "" ? ["age"] : [], score === "" ? ["score"] : [], city === "" ? ["city"] : []].flat();
      expect(imputed).toBe(names.length > 0 ? names.join() : null);
      expect(row.id).toBe(id);
      if (age) expect(row.age).toBe(Number(age));
      expect(Object.values(row)).not.toContain(null);
    });
  });

  it("in a JSON file that contains more than rows is written without the rest, and a note says so", async () => {
    const { rows } = (await impute(model, table)) as FilledTable;
    const given = rows!.slice(0, 40).map((row, i) => (i === 3 ? { ...row, age: null } : row));
    const wrapped = await folder.write("wrapped.json", JSON.stringify({ status: "ok", people: given }));
    const notes: string[] = [];
    await impute(model, wrapped, { output: folder.path("out.json"), onNote: (note) => notes.push(note) });
    expect(notes.at(-1)).toMatch(/^wrapped\.json contains more than its rows\. Only the rows are written to .*out\.json/);
    expect(JSON.parse(readFileSync(folder.path("out.json"), "utf8"))).toHaveLength(40);
  });

  it("is the same in a file as in memory", async () => {
    const output = folder.path("filled.csv");
    const { rows } = (await impute(model, table, { query: MANY })) as FilledTable;
    expect(await impute(model, table, { query: MANY, output })).toMatchObject({ rowCount: 90_000, learnedToFill: true });
    const lines = readFileSync(output, "utf8").trimEnd().split("\n").slice(1);
    expect(lines.map((line) => Number(line.split(",")[1]))).toEqual(rows!.map(({ age }) => age));
  });

  it("may overwrite the table's own file, which only the command line refuses", async () => {
    const [own, other] = [await folder.write("own.csv", peopleCsv(300)), folder.path("other.csv")];
    await impute(model, table, { output: other });
    await impute(model, own, { output: own });
    expect(readFileSync(own, "utf8")).toBe(readFileSync(other, "utf8"));
  });

  it("leaves no file if a signal ends the work", async () => {
    const stop = new AbortController();
    const working = impute(model, table, {
      query: MANY,
      output: folder.path("filled.parquet"),
      signal: stop.signal,
      onProgress: () => stop.abort(new Error("enough")),
    });
    await expect(working).rejects.toThrow("enough");
    expect(readdirSync(folder.path()).filter((name) => name.includes("filled"))).toEqual([]);
  });
});

it("NaN in a .npy file is filled as in the same array", async () => {
  const model = new StackedAutoencoder({ codings: 2, hidden: [8], noise: { kind: "missing", amount: 0.2 } });
  model.buildFor([4]);
  const holed = ndarray(
    "float32",
    [3, 4],
    Float32Array.from({ length: 12 }, (_, i) => (i % 5 === 0 ? Number.NaN : i)),
  );
  const data = await folder.write("holed.npy", toNpy(holed));
  const whole = await impute(model, holed);
  expect((await impute(model, data)) as FilledArray).toEqual({ total: 3, examples: whole });
  const output = folder.path("whole.npy");
  expect(await impute(model, data, { output })).toEqual({ total: 3 });
  expect(parseNpy(readFileSync(output), output)).toEqual(whole);
  await expect(impute(model, data, { mark: "imputed", output: "x.npy" })).rejects.toThrow(
    "mark is for tables, but the model wasn't trained on one.",
  );
  expect(existsSync("x.npy")).toBe(false);
});
