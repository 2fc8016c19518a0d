import { sha256 as digest } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/**
 * Computes the SHA-256 of bytes, in hexadecimal digits, for pages. The browser's own `crypto.subtle` is asynchronous, but
 * model files are read synchronously.
 */
export const sha256 = (bytes: Uint8Array): string => bytesToHex(digest(bytes));
