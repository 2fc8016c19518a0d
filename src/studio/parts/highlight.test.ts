import { describe, expect, it } from "vitest";
import { highlight } from "./highlight.ts";

describe("highlighted code", () => {
  const code = 'const { history } = await fit("a // b", 1 / 6); // new';

  it("contains the same text as the code", () => {
    expect(
      highlight(code)
        .map(({ text }) => text)
        .join(""),
    ).toBe(code);
  });

  it("marks keywords, strings, numbers and comments", () => {
    expect(highlight(code).filter(({ kind }) => kind)).toEqual([
      { kind: "word", text: "const" },
      { kind: "word", text: "await" },
      { kind: "string", text: '"a // b"' },
      { kind: "number", text: "1" },
      { kind: "number", text: "6" },
      { kind: "comment", text: "// new" },
    ]);
  });
});
