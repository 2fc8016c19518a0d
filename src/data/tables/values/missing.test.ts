import { expect, it } from "vitest";
import { MISSING, missingWords } from "./missing.ts";

const lines = (...rows: readonly (readonly string[])[]) => rows.map((cells) => ({ cells }));

it("a minus is a value where its column has pluses, too, and else stands for a missing one", () => {
  expect(missingWords(lines(["+", "1"], ["-", "2"]))).toEqual(MISSING.filter((word) => word !== "-"));
  expect(missingWords(lines(["-", "1"], ["x", "+"]))).toEqual(MISSING);
});
