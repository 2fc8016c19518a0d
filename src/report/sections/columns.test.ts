import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { pngUrl } from "../../figures/sprite-sheet.node.ts";
import { html } from "../page/html.ts";
import { columns } from "./columns.ts";

const drawn = (errors: readonly number[]) => {
  const named = errors.map((error, i) => ({ name: `column ${i}`, error }));
  return parseHTML(`<body>${html`${columns.body({ errors: named, rows: 100 }, { pngUrl })}`.markup}</body>`).document;
};
const widths = (errors: readonly number[]) =>
  [...drawn(errors).querySelectorAll(".bar i")].map((bar) => Number.parseFloat(bar.getAttribute("style")!.slice(6)));

it("the worst column comes first, and bars end at 1, or at 1.5 if an error is above 1", () => {
  expect(widths([0.25, 0.5])).toEqual([50, 25]);
  expect(widths([0.75, 3, 1.5])).toEqual([100, 100, 50]);
  expect(drawn([0.75, 3]).querySelector(".bars")!.getAttribute("style")).toBe("--one: 66.7%");
});

it("states how many columns the codings carry no information about", () => {
  expect(drawn([0.2, 1.2, 1.1]).querySelector("p")!.textContent).toContain("2 of 3 columns have an error of 1 or more");
  expect(drawn([0.2]).querySelector("p")!.textContent).toContain("All columns have an error below 1.");
});

it("if there are many columns, those with the smallest errors are collapsed", () => {
  const document = drawn(Array.from({ length: 60 }, (_, i) => i / 100));
  expect(document.querySelectorAll("details .bar")).toHaveLength(36);
  expect(document.querySelector("summary")!.textContent).toBe("The other 36");
});
