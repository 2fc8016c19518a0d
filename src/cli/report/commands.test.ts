import { expect, it } from "vitest";
import { reportCommand } from "./commands.ts";

it("the command of a report has the options that were given", () => {
  expect(reportCommand("m", undefined, { output: "report.html" })).toBe("codings report m --output report.html");
  expect(reportCommand("m", "mnist", { part: "train", output: "r.html" })).toBe(
    "codings report m mnist --part train --output r.html",
  );
});
