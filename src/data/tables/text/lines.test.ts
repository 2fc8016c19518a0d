import { array, assert, constantFrom, integer, property, stringMatching } from "fast-check";
import { expect, it } from "vitest";
import { csvLine } from "../csv-text.ts";
import { LineReader, linesIn } from "./lines.ts";

const format = { delimiter: ",", quote: '"' };
const cell = stringMatching(/^[ab,"\n\r 1.]{0,6}$/);

it("reads cells correctly, however the text is cut into parts", () => {
  assert(
    property(
      array(array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
      integer({ min: 1, max: 7 }),
      (table, size) => {
        const text = table.map(csvLine).join("");
        const whole = linesIn(text, format, "t.csv");
        expect(whole.map(({ cells }) => cells)).toEqual(table);
        const reader = new LineReader(format, "t.csv");
        const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));
        expect([...parts.flatMap((part) => [...reader.read(part)]), ...reader.read("", true)]).toEqual(whole);
      },
    ),
    { numRuns: 300 },
  );
});

it("counts lines as the file does, with any line breaks", () => {
  assert(
    property(array(constantFrom("\n", "\r\n", "\r"), { minLength: 4, maxLength: 4 }), ([a, b, c, d]) => {
      const lines = linesIn(`a,b${a}"x${b}y",2${c}${d}3,4`, format, "t.csv");
      const isPair = c === "\r" && d === "\n";
      expect(lines.map(({ number }) => number)).toEqual(isPair ? [1, 2, 4] : [1, 2, 4, 5]);
      expect(lines.at(-1)!.cells).toEqual(["3", "4"]);
    }),
  );
});

it("reports the line of misplaced quotes", () => {
  expect(() => linesIn('a,b\n1,"x" y\n', format, "t.csv")).toThrow("t.csv, line 2: a quoted text contains a quote.");
  expect(() => linesIn('a,b\n1,"x\n', format, "t.csv")).toThrow("t.csv, line 2: a quoted text doesn't end.");
});
