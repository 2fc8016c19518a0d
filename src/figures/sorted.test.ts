import { expect, it } from "vitest";
import { upTo } from "./sorted.ts";

it("counts up to a limit include the limit itself", () => {
  expect([0, 1, 2, 9].map((limit) => upTo([1, 2, 2, 3], limit))).toEqual([0, 1, 3, 4]);
});
