import fc from "fast-check";
import { expect, it } from "vitest";
import { depthScanner, expectShallow } from "./json-depth.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

it("JSON that nests deeper than it may is refused at the first byte that does", () => {
  expect(() => expectShallow(bytes(nested(4)), "a.json", 4)).not.toThrow();
  expect(() => expectShallow(bytes(`  ${nested(5)}`), "a.json", 4)).toThrow(
    "a.json, byte 7: the JSON nests arrays and objects more than 4 deep, which isn't read. Give flatter data.",
  );
  expect(depthScanner(4)(bytes('{"a":[{"a":[{"a":1}]}]}'))).toBe(12);
});

it("brackets in strings don't count, nor those that follow each other", () => {
  expect(depthScanner(2)(bytes('["[[[[", "\\"[[[[", "\\\\", [1], [2], {"{{{{": 3}]'))).toBeUndefined();
  expect(depthScanner(2)(bytes('["\\\\", [[1]]]'))).toBe(8);
});

it("neither an open quote nor too many closing brackets hide what comes in a later line", () => {
  expect(depthScanner(3)(bytes(`{"a: 1}\n${nested(4)}`))).toBeDefined();
  expect(depthScanner(3)(bytes(`]]]]]]\n${nested(4)}`))).toBeDefined();
});

it("the place is the same in however many parts it is read", () => {
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
