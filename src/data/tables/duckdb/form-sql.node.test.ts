import { array, assert, asyncProperty, double } from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findNumberForm } from "../values/find-number-form.ts";
import { findTimeForm } from "../values/find-time-form.ts";
import type { Form } from "../values/form.ts";
import { isOfTimes } from "../values/form.ts";
import { numberForms } from "../values/forms.fixture.ts";
import { readerOf, typeOfForm } from "../values/forms.ts";
import { numberText } from "../values/number-form.ts";
import { DURATION_COLUMNS, TIME_COLUMNS } from "../values/times.fixture.ts";
import { type Database, literal, openDatabase } from "./database.node.ts";
import { formSql, typedSql } from "./form-sql.node.ts";

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

/** Texts that have no form or an unusual one. */
const OTHERS = [
  "",
  "x",
  "-",
  "12",
  "1.5",
  "1,5",
  "2024-02-30",
  "30.02.2024",
  "25:00",
  "1e5",
  "5 m",
  "2024-01-05",
  "(5",
  "5)",
  "--5",
  "0x1F",
];

/** Reads each text with SQL; NaN if it doesn't have the form. */
async function readBySql(form: Form, texts: readonly string[]): Promise<number[]> {
  const sql = isOfTimes(form) ? `epoch(${formSql(form, "x")})::DOUBLE` : formSql(form, "x");
  const values = texts.map((text, i) => `(${i}, ${literal(text)})`).join(", ");
  const rows = await database.rows(`SELECT ${sql} AS v FROM (VALUES ${values}) t(i, x) ORDER BY i`);
  return rows.map(({ v }) => (v === null ? Number.NaN : Number(v)));
}

async function expectAlike(form: Form, texts: readonly string[]): Promise<void> {
  const own = texts.map(readerOf(form));
  const sql = await readBySql(form, texts);
  texts.forEach((text, i) => {
    const same =
      Object.is(own[i], sql[i]) || Math.abs(own[i]! - sql[i]!) < (isOfTimes(form) ? 1e-6 : 1e-12 * Math.abs(own[i]!) + 1e-300);
    expect(
      same || own[i] === sql[i],
      `${JSON.stringify(text)} is ${own[i]} and by SQL ${sql[i]}, of ${JSON.stringify(form)}`,
    ).toBe(true);
  });
}

it.each([...TIME_COLUMNS, ...DURATION_COLUMNS])("SQL reads times as JavaScript does: %s", async (_what, texts) => {
  const { form } = findTimeForm("when", texts)!;
  await expectAlike(form, [...texts, ...OTHERS]);
});

it.each([
  [["$1,200.50", "-$5", "$-6"]],
  [["1.200,50 €", "-5,00 €"]],
  [["0,5 %", "17 %", "0"]],
  [["(1,234.50)", "12.00"]],
  [["5.00-", "6.10"]],
  [["−5", "6"]],
  [["1/2", "3", "1 3/4", "5", "6½", "7"]],
  [["1’234.50", "5"]],
  [["1\u202f234,5", "5"]],
])("SQL reads numbers as JavaScript does: %j", async (texts) => {
  await expectAlike(findNumberForm(texts)!.form, [
    ...texts,
    ...OTHERS.filter((text) => !["1e5", "12", "1.5"].includes(text)),
    "1e5",
    "12",
  ]);
});

it("SQL and JavaScript both read back a number in any form", async () => {
  const numbers = array(double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 8 });
  const property = asyncProperty(numberForms, numbers, async (form, values) => {
    await expectAlike(form, [...values.map((value) => numberText(form, value)), ...OTHERS]);
  });
  await assert(property, { numRuns: 60 });
}, 120_000);

it("a text without the form makes its column text, but words for a missing value don't", async () => {
  const { form } = findNumberForm(["1,5", "2,25"])!;
  const read = (text: string) => database.rows(`SELECT ${typedSql("x", form, "x")} AS v FROM (VALUES (${literal(text)})) t(x)`);
  expect(await read("1,5")).toEqual([{ v: 1.5 }]);
  for (const missing of ["", " k.A. ", "NaN", "unknown", "#DIV/0!"]) expect(await read(missing)).toEqual([{ v: null }]);
  await expect(read("many")).rejects.toThrow('converting column "x". ');
});

it("whole numbers stay whole, unless a later number isn't", async () => {
  const { form } = findNumberForm(["1,234", "12"])!;
  expect(typeOfForm(form)).toBe("BIGINT");
  await expect(database.rows(`SELECT ${typedSql("x", form, "x")} FROM (VALUES ('1.5')) t(x)`)).rejects.toThrow(
    "converting column",
  );
});
