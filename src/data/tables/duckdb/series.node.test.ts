import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTable } from "../open.node.ts";
import type { WindowRecipe } from "../schema/columns.ts";
import { ROW } from "./relation.node.ts";
import { HELD_ROWS, seriesOf } from "./series.node.ts";
import { openTableSource } from "./source.node.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "codings-series-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(lines: readonly string[]): Promise<string> {
  const path = join(folder, "table.csv");
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

async function series(lines: readonly string[], recipe: Partial<WindowRecipe>, options: Parameters<typeof seriesOf>[2] = {}) {
  const source = await openTableSource(await write(lines));
  try {
    const { parts, held, times } = await seriesOf(source, { window: 2, ...recipe }, options);
    const rows = await source.database.rows(`SELECT ${ROW} AS row FROM source WHERE ${HELD_ROWS} ORDER BY 1`);
    return {
      parts: parts.map((part) => [...part]),
      held: held.map((part) => [...part]),
      times: times && [...times],
      sql: rows.map(({ row }) => Number(row)),
    };
  } finally {
    source.close();
  }
}

const byTime = { orderBy: "t", groupBy: ["g"] };

describe("series", () => {
  it("are each group's rows sorted by a column, with groups in order of appearance", async () => {
    const rows = ["t,g,x", "3,b,0", "9,a,0", "1,b,0", "2,b,0", "8,a,0"];
    expect((await series(rows, byTime)).parts).toEqual([
      [2, 3, 0],
      [4, 1],
    ]);
    expect((await series(rows, {})).parts).toEqual([[0, 1, 2, 3, 4]]);
  });

  it.each([
    ["times", ["2024-01-02", "2023-12-31", "2024-01-01"]],
    ["numbers", ["10", "2", "9.5"]],
    ["numbers in text", [" 10", '"2 "', "9.5"]],
    ["times with zones", ["2024-01-01T02:00:00+02:00", "2023-12-31T23:00:00Z", "2024-01-01T01:30:00+02:00"]],
  ])("are sorted by %s", async (_name, times) => {
    expect((await series(["t,x", ...times.map((t) => `${t},0`)], { orderBy: "t" })).parts).toEqual([[1, 2, 0]]);
  });

  it("hold out their last rows, at least one window, if both parts have one; SQL selects the same rows", async () => {
    const group = (g: string, count: number) => Array.from({ length: count }, (_, t) => `${t},${g},${t}`);
    const rows = ["t,g,x", ...group("a", 10), ...group("b", 4), ...group("c", 3)];
    const found = await series(rows, byTime, { share: 0.3 });
    expect(found.held).toEqual([
      [7, 8, 9],
      [12, 13],
    ]);
    expect(found.sql).toEqual(found.held.flat());
    expect(found.parts.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 10, 11, 14, 15, 16]);
  });

  it("report the row with a missing or invalid time", async () => {
    await expect(series(["t,x", "1,0", ",0"], { orderBy: "t" })).rejects.toThrow(/"t".*has no value in row 2\./);
    await expect(series(["t,x", "soon,0", "2024-01-01,0"], { orderBy: "t" })).rejects.toThrow(/contains "soon" in row 1/);
    await expect(series(["time,x", "1,0", "2,0"], { orderBy: "tiem" })).rejects.toThrow('no column "tiem". Did you mean "time"?');
  });

  it("keep the table's order for a few equal times, with a note, and refuse many", async () => {
    const rows = ["t,x", ...Array.from({ length: 200 }, (_, t) => `${Math.max(1, t)},${t}`)];
    const said: string[] = [];
    expect((await series(rows, { orderBy: "t" }, { warn: (line) => said.push(line) })).parts[0]!.slice(0, 3)).toEqual([0, 1, 2]);
    expect(said).toEqual([expect.stringContaining('1 of 200 rows have the same "t" as another row, such as row 2 (1)')]);
    await expect(series(["t,g,x", "1,a,0", "1,b,0", "2,a,0", "2,b,0"], { orderBy: "t" })).rejects.toThrow("--group-by");
  });
});

describe("the times of rows", () => {
  const [first, second] = [Date.UTC(2024, 2, 1, 10), Date.UTC(2024, 2, 1, 10, 0, 1)];
  it.each([
    ["dates", ["2024-03-02", "2024-03-01"], [first + 14 * 3_600_000, first - 10 * 3_600_000]],
    ["times of day", ["10:00", "09:00"], [36_000_000, 32_400_000]],
    ["local times", ["01.03.2024 10:00:01", "01.03.2024 10:00:00"], [second, first]],
    ["times with different offsets", ["2024-03-01T11:00:01+01:00", "2024-03-01T04:00:00-06:00"], [second, first]],
    ["seconds since 1970", [second / 1000, first / 1000], [second, first]],
    ["seconds with decimals since 1970", [first / 1000 + 0.25, first / 1000], [first + 250, first]],
    ["milliseconds since 1970", [second, first], [second, first]],
    ["nanoseconds since 1970", [`${second}000000`, `${first}000000`], [second, first]],
    ["plain numbers", [2, 1], undefined],
    ["numbers with only some that could be seconds since 1970", [second / 1000, 5], undefined],
  ])("are milliseconds: %s", async (_name, times, expected) => {
    const found = await series(["t,x", ...times.map((t) => `${t},0`)], { orderBy: "t" });
    expect(found.times).toEqual(expected);
    expect(found.parts).toEqual([[1, 0]]);
  });

  it("are unknown without a column that sorts the rows, and never infinite", async () => {
    expect((await series(["t,x", "2024-03-01,0"], {})).times).toBeUndefined();
    await expect(series(["t,x", "infinity,0", "2024-03-01,0", "2024-03-02,0"], { orderBy: "t" })).rejects.toThrow(
      'contains "infinity" in row 1',
    );
  });

  it("may be equal in the hour in which clocks are set back, with a note, in however short a table", async () => {
    const rows = ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"].map((at, i) => `2024-10-27 ${at},${i}`);
    const said: string[] = [];
    const { parts } = await series(["t,x", ...rows], { orderBy: "t" }, { warn: (line) => said.push(line) });
    expect(parts).toEqual([[0, 1, 3, 2, 4, 5]]);
    expect(said).toEqual([expect.stringMatching(/2 of 6 rows have the same "t".*nights when clocks are set back/)]);
    const later = rows.map((row) => row.replace("27", "28"));
    await expect(series(["t,x", ...later], { orderBy: "t" })).rejects.toThrow("--group-by");
  });

  it("without an offset are UTC if others have one, with a note", async () => {
    const said: string[] = [];
    const rows = ["t,x", "2024-03-01T11:00:00+01:00,0", "2024-03-01T09:00:00,0", "2024-03-01T10:30:00Z,0"];
    expect((await series(rows, { orderBy: "t" }, { warn: (line) => said.push(line) })).parts).toEqual([[1, 0, 2]]);
    expect(said).toEqual([expect.stringContaining('1 of 3 times in "t" have no offset, and are read as UTC')]);
  });
});

describe("a table of windows", () => {
  const windows = { window: 3, step: 1, orderBy: "t", groupBy: ["g"] };

  it("has windows of one group each; those held out are at the end, share no rows with the others and aren't learned from", async () => {
    const group = (g: string) => Array.from({ length: 10 }, (_, t) => `${t},${g},${t < 7 ? t : 1000}`);
    const path = await write(["t,g,x", ...group("a"), ...group("b")]);
    const { examples, heldOut, table, windows: cut } = await openTable(path, { windows, validation: 0.3 });
    expect(examples.shape).toEqual([12, 3, 1]);
    expect(heldOut).toBe(2);
    const learned = cut!.members.slice(0, -2).flatMap((member) => [...member]);
    const held = cut!.members.slice(-2).flatMap((member) => [...member]);
    expect(learned.filter((row) => held.includes(row))).toEqual([]);
    for (const member of cut!.members) expect(new Set([...member].map((row) => row < 10)).size).toBe(1);
    expect(table).toMatchObject({ keys: ["g", "t"], windows, columns: [{ name: "x", center: 3 }] });
  });

  it("reports the longest group if no group is long enough for a window", async () => {
    const path = await write(["t,g,x", "1,a,5", "1,b,6", "2,b,7"]);
    await expect(openTable(path, { windows, validation: 0.3 })).rejects.toThrow(
      "the longest group (g b) has 2 rows. Use a --window of 1 or less",
    );
  });
});
