import { sha256 as digest } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** SHA-256 of some bytes, in hexadecimal digits, for pages: the browser's own (`crypto.subtle`) is asynchronous, and model files are read synchronously. */
export const sha256 = (bytes: Uint8Array): string => bytesToHex(digest(bytes));
