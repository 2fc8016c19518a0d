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

it("the worst column comes first, and bars end at 1, or beyond it where an error is", () => {
  expect(widths([0.25, 0.5])).toEqual([50, 25]);
  expect(widths([0.75, 3, 1.5])).toEqual([100, 100, 50]);
  expect(drawn([0.75, 3]).querySelector(".bars")!.getAttribute("style")).toBe("--one: 66.7%");
});

it("says how many columns the codings hold nothing of", () => {
  expect(drawn([0.2, 1.2, 1.1]).querySelector("p")!.textContent).toContain("2 of 3 aren't told better than that");
  expect(drawn([0.2]).querySelector("p")!.textContent).toContain("All columns are told better");
});

it("of many columns the best are opened by those who want them", () => {
  const document = drawn(Array.from({ length: 60 }, (_, i) => i / 100));
  expect(document.querySelectorAll("details .bar")).toHaveLength(36);
  expect(document.querySelector("summary")!.textContent).toBe("The other 36");
});
