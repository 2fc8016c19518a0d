import { createHash } from "node:crypto";

/** SHA-256 of some bytes, in hexadecimal digits. In a page `sha256.ts` stands in its place (`browser` in package.json). */
export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
