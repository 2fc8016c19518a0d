import { expect, it } from "vitest";
import { sha256 as inNode } from "./sha256.node.ts";
import { sha256 as inPages } from "./sha256.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

it.each([
  ["Node's", inNode],
  ["a page's", inPages],
])("%s SHA-256 matches the digests in FIPS 180-4", (_whose, sha256) => {
  expect(sha256(bytes(""))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256(bytes("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(sha256(bytes("a".repeat(1_000_000)))).toBe("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
});
