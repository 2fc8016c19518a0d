/** Files whose texts have become bytes, as they are read from a disk. */
export const bytesOf = (files: Readonly<Record<string, Uint8Array | string>>): Record<string, Uint8Array> =>
  Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, typeof file === "string" ? new TextEncoder().encode(file) : file]),
  );
