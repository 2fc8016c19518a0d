import { expect, it } from "vitest";
import { ahead } from "./ahead.ts";

/** Yields 0, 1, 2, … until it fails. `state` lists the items that were started and records whether the source was closed. */
function source(failAt: number) {
  const begun: number[] = [];
  const state = { begun, ended: false };
  async function* items() {
    try {
      for (let i = 0; ; i++) {
        begun.push(i);
        if (i === failAt) throw new Error(`no ${i}`);
        yield i;
      }
    } finally {
      state.ended = true;
    }
  }
  return { items, state };
}

it("starts the next item while the caller works on one, and no further item", async () => {
  const { items, state } = source(9);
  for await (const item of ahead(items())) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(state.begun).toEqual(Array.from({ length: item + 2 }, (_, i) => i));
    if (item === 3) break;
  }
  expect(state.ended).toBe(true);
});

it("throws an item's error when its turn comes", async () => {
  const seen: number[] = [];
  const all = async () => {
    for await (const item of ahead(source(2).items())) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(item);
    }
  };
  await expect(all()).rejects.toThrow("no 2");
  expect(seen).toEqual([0, 1]);
});
