import { expect } from "vitest";

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => Buffer.from(buffer, byteOffset, byteLength);

// Vitest compares a million numbers in seconds, one by one. Arrays of the same bytes are equal; it looks at the others itself.
expect.addEqualityTesters([
  (a: unknown, b: unknown) => {
    const alike = ArrayBuffer.isView(a) && ArrayBuffer.isView(b) && a.constructor === b.constructor;
    return alike && bytesOf(a).equals(bytesOf(b)) ? true : undefined;
  },
]);
