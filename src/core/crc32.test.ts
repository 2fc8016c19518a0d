import { expect, it } from "vitest";
import { crc32 } from "./crc32.ts";

it("the checksum of 123456789 is the one that every catalogue of CRCs gives", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});
