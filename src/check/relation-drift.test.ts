import { describe, expect, it } from "vitest";
import { DataError } from "../core/errors.ts";
import { random } from "../core/random.ts";
import { relationDrift } from "../tasks/relation-drift.ts";

const PLACES = { Lyon: "FR", Paris: "FR", Graz: "AT", Linz: "AT", Bern: "CH" } as const;
/** Orders, every third of which is changed. */
function orders(rows: number, seed: number, change: (row: ReturnType<typeof order>) => object = () => ({})) {
  const source = random(seed);
  return Array.from({ length: rows }, (_, i) => {
    const row = order(source, 1000 * seed + i);
    return i % 3 === 0 ? { ...row, ...change(row) } : row;
  });
}
function order(source: ReturnType<typeof random>, id: number) {
  const [quantity, price] = [1 + Math.floor(5 * source.uniform()), Math.round(100 * Math.exp(2 + source.normal())) / 100];
  const [city, country] = Object.entries(PLACES)[Math.floor(5 * source.uniform())]!;
  return { id: `A${id}`, quantity, price, total: Math.round(100 * quantity * price) / 100, city, country };
}

describe("the relations between columns", { timeout: 60_000 }, () => {
  const before = orders(600, 1);

  it("are the same in other rows of the same kind", async () => {
    const { verdict, rows, relations } = await relationDrift({ before, now: orders(200, 2) });
    expect(verdict).toBe("none");
    expect(rows).toEqual({ before: 600, now: 200 });
    expect(relations.map(({ column }) => column).sort()).toEqual(["city", "country", "price", "quantity", "total"]);
    expect(relations[0]!.words).toMatch(/ fits the other columns as before$/);
  });

  it("have changed if a third of the totals is larger, and only the total is named, with the columns that it followed from", async () => {
    const now = orders(200, 2, ({ total }) => ({ total: 1.19 * total }));
    const { verdict, relations } = await relationDrift({ before, now });
    expect(verdict).toBe("strong");
    expect(relations.filter((one) => one.verdict !== "none").map(({ column }) => column)).toEqual(["total"]);
    const [first] = relations;
    expect(first!.from.toSorted()).toEqual(["price", "quantity"]);
    expect(first!.unusual.now).toBeCloseTo(67 / 200, 1);
    expect(first!.words).toMatch(/^total no longer follows from .*: 3\d(\.\d)? % of the rows differ by more than usual, /);
  });

  it("are the same if all prices are larger: the total still follows from them", async () => {
    const now = orders(300, 2).map((row) => {
      const price = Math.round(140 * row.price) / 100;
      return { ...row, price, total: Math.round(100 * row.quantity * price) / 100 };
    });
    expect(await relationDrift({ before, now })).toMatchObject({ verdict: "none" });
  });

  it("report a change only if more of the rows are unusual than before", async () => {
    const source = random(3);
    const now = orders(200, 2).map((row) => ({ ...row, quantity: 1 + source.integer(5), price: 50 * row.price }));
    const { relations } = await relationDrift({ before, now });
    const changed = relations.filter(({ verdict }) => verdict !== "none");
    expect(changed.map(({ column }) => column)).toContain("total");
    for (const { unusual } of changed) expect(unusual.now).toBeGreaterThan(unusual.before);
  });

  it("have changed if a city is in another country", async () => {
    const { relations } = await relationDrift({ before, now: orders(200, 2, () => ({ country: "FR" })) });
    const [first, ...others] = relations;
    expect(["city", "country"]).toContain(first!.column);
    expect(["city", "country"]).toContain(first!.from[0]);
    expect(others.filter(({ verdict }) => verdict !== "none")).toEqual([]);
  });

  it("need enough earlier rows", async () => {
    await expect(relationDrift({ before: before.slice(0, 20), now: before })).rejects.toThrow(DataError);
  });
});
