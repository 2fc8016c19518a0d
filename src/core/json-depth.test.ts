import fc from "fast-check";
import { expect, it } from "vitest";
import { depthScanner, expectShallow } from "./json-depth.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

it("refuses JSON at the first byte that nests too deep", () => {
  expect(() => expectShallow(bytes(nested(4)), "a.json", 4)).not.toThrow();
  expect(() => expectShallow(bytes(`  ${nested(5)}`), "a.json", 4)).toThrow(
    "a.json, byte 7: the JSON nests arrays and objects more than 4 levels deep. Give flatter data.",
  );
  expect(depthScanner(4)(bytes('{"a":[{"a":[{"a":1}]}]}'))).toBe(12);
});

it("doesn't count brackets in strings, or brackets that follow each other", () => {
  expect(depthScanner(2)(bytes('["[[[[", "\\"[[[[", "\\\\", [1], [2], {"{{{{": 3}]'))).toBeUndefined();
  expect(depthScanner(2)(bytes('["\\\\", [[1]]]'))).toBe(8);
});

it("finds deep nesting after an open quote or extra closing brackets in an earlier line", () => {
  expect(depthScanner(3)(bytes(`{"a: 1}\n${nested(4)}`))).toBeDefined();
  expect(depthScanner(3)(bytes(`]]]]]]\n${nested(4)}`))).toBeDefined();
});

it("finds the same place if the JSON arrives in parts", () => {
  const text = bytes('[{"a\\"[": [1, {"b": "\\\\"}, [[[[2]]]]]}]');
  const whole = depthScanner(4)(text);
  expect(whole).toBe(28);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), (step) => {
      const scan = depthScanner(4);
      let found: number | undefined;
      for (let at = 0; at < text.length && found === undefined; at += step) found = scan(text.subarray(at, at + step));
      expect(found).toBe(whole);
    }),
  );
});
