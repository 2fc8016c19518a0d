import { expect, it } from "vitest";
import { crc32 } from "./crc32.ts";

it("computes the published check value of the text 123456789", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});
