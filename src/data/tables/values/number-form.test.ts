import { array, assert, double, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { findNumberForm } from "./find-number-form.ts";
import { numberForms } from "./forms.fixture.ts";
import { numberReader, numberText } from "./number-form.ts";

/** Columns of texts, with the numbers that they contain. */
const COLUMNS: readonly (readonly [what: string, texts: readonly string[], numbers: readonly number[]])[] = [
  ["decimal commas", ["1,5", "-2,25", "3"], [1.5, -2.25, 3]],
  ["decimal commas and points between thousands", ["2.200,00", "17,5", "1.234.567,25"], [2200, 17.5, 1234567.25]],
  ["commas between thousands", ["1,234.50", "12", "1,234,567"], [1234.5, 12, 1234567]],
  ["commas between thousands alone", ["1,234", "999", "2,345"], [1234, 999, 2345]],
  ["Indian groups", ["12,34,567.00", "5.25"], [1234567, 5.25]],
  ["points between thousands, one of which is unambiguous", ["1.234.567", "2.345"], [1234567, 2345]],
  ["spaces between thousands", ["1 234,5", "12 345 678"], [1234.5, 12345678]],
  ["non-breaking and narrow spaces", ["1\u00a0234,5", "1\u202f234"], [1234.5, 1234]],
  ["apostrophes", ["1'234.50", "1’234"], [1234.5, 1234]],
  ["dollars in front", ["$1,200.50", "-$5", "$-6"], [1200.5, -5, -6]],
  ["euros behind", ["1.200,50 €", "-5,00 €", "7 €"], [1200.5, -5, 7]],
  ["codes of currencies", ["CHF 5.50", "CHF -6"], [5.5, -6]],
  ["crowns", ["10 kr", "1 200 kr"], [10, 1200]],
  ["reais", ["R$ 1.234,56", "R$ 5,00"], [1234.56, 5]],
  ["percent", ["0.5%", "17 %", "0", "-3%"], [0.005, 0.17, 0, -0.03]],
  ["percent with decimal commas", ["0,5 %", "17,25 %"], [0.005, 0.1725]],
  ["per mille", ["5‰", "7 ‰"], [0.005, 0.007]],
  ["parentheses for negative numbers", ["(1,234.50)", "12.00", "(5)"], [-1234.5, 12, -5]],
  ["a minus behind", ["5.00-", "6.10"], [-5, 6.1]],
  ["a typographic minus", ["−5", "6"], [-5, 6]],
  ["a plus", ["+5.5", "-3", "+1"], [5.5, -3, 1]],
  ["fractions among numbers", ["1/2", "3", "1 3/4", "5", "6½", "7"], [0.5, 3, 1.75, 5, 6.5, 7]],
  ["powers of ten", ["1,5e3", "2,5E-2"], [1500, 0.025]],
];

describe("reads numbers as people write them", () => {
  it.each(COLUMNS)("%s", (_what, texts, numbers) => {
    const found = findNumberForm(texts)!;
    expect(found.fits).toBe(true);
    expect(texts.map(numberReader(found.form))).toEqual(numbers);
  });
});

describe("rejects texts that aren't numbers of one form", () => {
  it.each([
    ["days", ["01.02.2024", "13.02.2024"]],
    ["IP addresses", ["192.168.1.1", "10.0.0.1"]],
    ["telephone numbers", ["+49301234567", "+49301234568"]],
    ["groups with the same number of digits in each row", ["555 123 456", "555 987 654"]],
    ["versions", ["1.2.3", "1.10.4"]],
    ["several currencies", ["€ 5", "$ 6", "€ 7", "$ 8"]],
    ["only fractions", ["1/2", "3/4", "1/3"]],
    ["leading zeros", ["01067", "01070"]],
    ["words", ["a", "b 5"]],
    ["percent in some rows only", ["5%", "7", "12%", "9"]],
  ])("%s", (_what, texts) => {
    expect(findNumberForm(texts)).toBeUndefined();
  });
});

it("other columns or an option decide an ambiguous comma; otherwise a note reports it", () => {
  const texts = ["1,234", "2,345"];
  expect(findNumberForm(texts)).toMatchObject({ form: { decimal: ".", thousands: "," }, otherwise: { decimal: "," } });
  expect(findNumberForm(texts, { likely: "," })!.form).toMatchObject({ decimal: "," });
  expect(findNumberForm(texts, { decimal: "," })).toMatchObject({ form: { decimal: "," } });
  expect(findNumberForm(texts, { decimal: "," })!.otherwise).toBeUndefined();
  expect(findNumberForm(["1.234", "2.345"], { decimal: "," })!.form).toMatchObject({ decimal: ",", thousands: "." });
  expect(findNumberForm(["1,234", "2,345", "0,5"])!.otherwise).toBeUndefined();
});

it("a few other texts among many numbers don't change the form, which then doesn't fit all of them", () => {
  const texts = [...Array.from({ length: 19 }, (_, i) => `€ ${i},50`), "many"];
  expect(findNumberForm(texts)).toMatchObject({ fits: false, form: { decimal: ",", currency: { text: "€" } } });
});

it("reads back a number that was written in a form, to the column's decimals", () => {
  const numbers = array(double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 5 });
  assert(
    property(numberForms, numbers, (form, values) => {
      const read = numberReader(form);
      const divisor = form.percent ? (form.percent.sign === "%" ? 100 : 1000) : 1;
      for (const value of values) {
        const text = numberText(form, value);
        const error = Math.abs(read(text) - value);
        expect(error, `${value} is written ${text}`).toBeLessThanOrEqual((0.5000001 * 10 ** -form.decimals[1]) / divisor + 1e-6);
        expect(numberText(form, read(text))).toBe(text);
      }
    }),
    { numRuns: 300 },
  );
});
