import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { hasMpi, startRanks } from "./mpi.fixture.ts";

type Results = Readonly<Record<string, { readonly losses: readonly number[]; readonly weights: readonly number[] }>>;
const CHILD = "test/mpi/fit.child.mjs";

async function trained(ranks: number, fit: object = {}): Promise<Results> {
  const { status, stdout, stderr } = await startRanks(ranks, [CHILD, JSON.stringify({ fit })]).ended;
  expect([status, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Results;
}
const refused = async (other: object): Promise<string> => {
  const { status, stderr } = await startRanks(2, [CHILD, JSON.stringify({ fit: { only: "plain" } }), JSON.stringify(other)])
    .ended;
  expect(status).toBe(1);
  return stderr;
};

/** The largest difference of two lists, as a share of the larger number. */
const difference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((x, i) => Math.abs(x - b[i]!) / Math.max(1, Math.abs(x))));

describe.skipIf(!hasMpi)("training in several processes (needs koffi and Open MPI: apt install openmpi-bin)", () => {
  it("has the losses of one process, and the same bits in each run", async () => {
    const { stdout } = spawnSync(process.execPath, [CHILD], { encoding: "utf8" });
    const one = JSON.parse(stdout) as Results;
    const [two, again, three] = [await trained(2), await trained(2), await trained(3)];
    expect(again).toEqual(two);
    for (const several of [two, three])
      for (const [name, { losses }] of Object.entries(one))
        expect(difference(losses, several[name]!.losses), name).toBeLessThan(1e-5);
    // Adam makes a full step even from a gradient that is 0 but for rounding, so its weights may differ more than the losses.
    expect(difference(one.plain!.weights, two.plain!.weights)).toBeLessThan(1e-5);
    expect(Object.keys(one)).toHaveLength(5);
  }, 120_000);

  it("gives a smaller last batch, of fewer examples than ranks, its place", async () => {
    const fit = { rows: 43, batchSize: 6, only: "masks", validationSplit: undefined };
    const { stdout } = spawnSync(process.execPath, [CHILD, JSON.stringify({ fit })], { encoding: "utf8" });
    const [one, three] = [JSON.parse(stdout) as Results, await trained(3, fit)];
    const known = (numbers: readonly number[]) => numbers.filter((number) => number !== null);
    expect(difference(known(one.masks!.losses), known(three.masks!.losses))).toBeLessThan(1e-5);
  }, 60_000);

  it("averages weights after every few batches, the same in each run", async () => {
    const fit = { syncEvery: 4, only: "batch normalization" };
    const [first, second] = [await trained(2, fit), await trained(2, fit)];
    expect(second).toEqual(first);
    const { losses } = first["batch normalization"]!;
    expect(losses.at(-3)!).toBeLessThan(losses[0]!);
  }, 60_000);

  it("stops all processes if a callback of one stops it", async () => {
    const args = [CHILD, JSON.stringify({ fit: { only: "plain" } }), JSON.stringify({ stopsAfter: 2 })];
    const { status, stdout } = await startRanks(2, args).ended;
    expect(status).toBe(0);
    const { stopped, losses } = JSON.parse(stdout).plain;
    expect([stopped, losses.length]).toEqual(["the second rank has had enough", 6]);
  }, 60_000);

  it("refuses other data, another seed and other options before the first step, and names both values", async () => {
    expect(await refused({ rows: 202 })).toMatch(
      /Rank 1 differs from rank 0 in its data: 182 examples \w+ instead of 183 examples \w+\. Start all ranks with the same/,
    );
    expect(await refused({ seed: 7 })).toMatch(/Rank 1 differs from rank 0 in its seed: 7 instead of 42/);
    expect(await refused({ batchSize: 10 })).toMatch(/in its batch size: 10 instead of 20/);
  }, 60_000);
});
