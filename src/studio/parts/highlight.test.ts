import { describe, expect, it } from "vitest";
import { highlight } from "./highlight.ts";

describe("code in pieces", () => {
  const code = 'const { history } = await fit("a // b", 1 / 6); // new';

  it("is the code again when they are joined", () => {
    expect(
      highlight(code)
        .map(({ text }) => text)
        .join(""),
    ).toBe(code);
  });

  it("knows words, strings, numbers and comments", () => {
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
