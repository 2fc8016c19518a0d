import { expect, it } from "vitest";
import { greedyFigure } from "./greedy-diagram.ts";
import { parsed, textOf } from "./parsed.fixture.ts";

it("greedy training has a phase for each layer of the encoder and one for the stack", () => {
  const headings = textOf(greedyFigure({ sizes: [784, 300, 100, 30] })).filter((text) => text?.startsWith("Phase"));
  expect(headings).toHaveLength(4);
});

it("each link of the stack is named after the phase that trained it", () => {
  const links = parsed(greedyFigure({ sizes: [784, 300, 100, 30] })).querySelectorAll("text.link");
  expect(Array.from(links, ({ textContent }) => textContent)).toEqual([1, 2, 3, 3, 2, 1].map((phase) => `phase ${phase}`));
});

it("a phase reconstructs the layer that the previous phase trained", () => {
  expect(textOf(greedyFigure({ sizes: [784, 100, 30] }))).toEqual(
    expect.arrayContaining(["Phase 2: learn to reconstruct hidden 1", "≈ hidden 1"]),
  );
});

it("the title from the lecture fits on one line", () => {
  const title = "Figure 17-7. Training one autoencoder at a time";
  expect(textOf(greedyFigure({ sizes: [784, 100, 30], title }))).toContain(title);
});
