import { expect, it } from "vitest";
import { ahead } from "./ahead.ts";

/** 0, 1, 2, … up to a failure, noting what was begun and whether the source was told of the end. */
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

it("begins the next item while one is worked on, and no more than that", async () => {
  const { items, state } = source(9);
  for await (const item of ahead(items())) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(state.begun).toEqual(Array.from({ length: item + 2 }, (_, i) => i));
    if (item === 3) break;
  }
  expect(state.ended).toBe(true);
});

it("tells of a failure when its turn comes", async () => {
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
