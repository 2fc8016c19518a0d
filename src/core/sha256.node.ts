import { createHash } from "node:crypto";

/** Computes the SHA-256 of bytes, in hexadecimal digits. Pages use `sha256.ts` instead (see `browser` in package.json). */
export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
