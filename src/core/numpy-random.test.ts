import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { numpyRandom } from "./numpy-random.ts";

interface Draws {
  readonly seed: number;
  readonly rand: readonly number[];
  readonly later: readonly number[];
  readonly randn: readonly number[];
  readonly mixed: readonly number[];
}
const { draws } = JSON.parse(readFileSync("test/fixtures/numpy.json", "utf8")) as { draws: Draws[] };

test.each(draws)(
  "draws the same numbers as NumPy after seed $seed, in any order of rand and randn",
  ({ seed, rand, later, randn, mixed }) => {
    const random = numpyRandom(seed);
    expect(rand.map(() => random.rand())).toEqual(rand);
    for (let i = 0; i < 1000; i++) random.rand();
    expect(later.map(() => random.rand())).toEqual(later);
    expect(randn.map(() => random.randn())).toEqual(randn);
    expect([random.rand(), random.randn(), random.rand(), random.randn()]).toEqual(mixed);
  },
);
