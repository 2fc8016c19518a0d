import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExampleValues, FamilyName } from "../../src/autoencoders/index.ts";
import { generate3dData } from "../../src/data/built-in/points-3d.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { toNpy } from "../../src/data/readers/npy.ts";
import { split } from "../../src/data/split.ts";
import { openTable } from "../../src/data/tables/open.node.ts";
import { commandOf } from "../../src/studio/settings/command.ts";
import { autoencoderOf, recipeOf } from "../../src/studio/settings/recipe.ts";
import { defaultsOf, type Settings } from "../../src/studio/settings/settings.ts";
import { fitByRecipe } from "../../src/tasks/train.ts";
import { keptEpoch } from "../../src/training/callbacks/early-stopping.ts";
import { childProcesses, ending, whileRunning } from "../children.fixture.ts";
import { runCodings } from "../codings.fixture.ts";

const main = resolve("dist/cli/main.js");
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-command-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Losses {
  readonly loss: number;
  readonly valLoss: number;
}
const MORE = "--out model --json --quiet --threads 1";

/** Runs a command whose words contain no spaces or quotes. */
async function run(command: string): Promise<Losses> {
  const [, ...args] = `${command} ${MORE}`.split(" ");
  const { status, stdout, stderr } = await runCodings(folder, args);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** Runs a command as a shell would, from the built package. */
function runInShell(command: string): Losses {
  const line = `${command.replace(/^codings/, `"${process.execPath}" "${main}"`)} ${MORE}`;
  const { status, stdout, stderr } = spawnSync("sh", ["-c", line], { cwd: folder, encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

async function trained(
  settings: Settings,
  dataset: Dataset,
  values: ExampleValues = "lecture",
): Promise<{ loss: number; valLoss: number | undefined }> {
  const { train, validation } = split(dataset, settings.validation);
  const kind = { shape: train.examples.shape.slice(1), values, ...(dataset.table && { table: dataset.table }) };
  const learned = { train: train.examples, validation: validation.examples };
  const { state } = await fitByRecipe(autoencoderOf(settings, kind), recipeOf(settings, kind), learned, { warn: false });
  const { loss, valLoss } = keptEpoch(state)!;
  return { loss, valLoss };
}

describe("the command line in the studio trains to the same losses", () => {
  const points = (family: FamilyName): Settings => ({ ...defaultsOf(family, "points-3d"), count: 60, seed: 5, epochs: 4 });
  for (const settings of [
    points("linear"),
    { ...points("stacked"), optimizer: "adam", learningRate: 0.01, batchSize: 16, hidden: [8, 4], noise: "gaussian:0.1" },
    { ...points("greedy"), fineTune: true },
    { ...points("sparse"), sparsity: "l1:0.001", codings: 5 },
  ])
    it(settings.family, async () => {
      const values = settings.family === "linear" ? "lecture" : "numbers";
      const { command, notes } = commandOf(settings, { shape: [3], values });
      expect(notes).toEqual([]);
      expect(await run(command!)).toMatchObject(await trained(settings, generate3dData({ seed: 5 }), values));
    });

  it.each([
    ["scaled, with the chosen settings", {}],
    ["scaled, with another learning rate", { learningRate: 0.01 }],
    ["unscaled, with a loss and an optimizer", { loss: "mse" }],
  ])("a file of numbers: %s", async (_what, changed) => {
    const { examples } = generate3dData({ m: 200 });
    examples.data.forEach((x, i) => {
      examples.data[i] = 100 * Number(x) + 7;
    });
    writeFileSync(join(folder, "points.npy"), toNpy(examples));
    const chosen = { codings: 2, hidden: [8], optimizer: "adam", learningRate: 0.002, epochs: 3 };
    const settings: Settings = { ...defaultsOf("stacked", "file"), count: 200, validation: 0.2, ...chosen, ...changed };
    const { command } = commandOf(settings, { shape: [3], values: "numbers" }, "points.npy");
    expect(await run(command!)).toMatchObject(await trained(settings, { name: "points.npy", examples }, "numbers"));
  });

  it("a table with a space in its name", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => [i % 7, (i * 37) % 11, i % 3 ? "red" : "blue", `note ${i % 5}`].join(","));
    writeFileSync(join(folder, "my rows.csv"), ["a,b,colour,the note", ...rows].join("\n"));
    const settings: Settings = {
      ...defaultsOf("stacked", "file"),
      count: 200,
      validation: 0.2,
      epochs: 3,
      codings: 2,
      hidden: [6],
      learningRate: 0.1,
    };
    const dataset = await openTable(join(folder, "my rows.csv"), { validation: 0.2, seed: 42, exclude: ["the note"] });
    const { command } = commandOf(settings, { shape: dataset.examples.shape.slice(1), table: dataset.table! }, "my rows.csv");
    expect(runInShell(command!)).toMatchObject(await trained(settings, dataset));
  });
});

describe("codings studio", () => {
  const start = childProcesses();

  it.skipIf(process.platform !== "linux")("hands the address to the browser in a file that only its user can read", async () => {
    const seen = join(folder, "seen");
    writeFileSync(join(folder, "xdg-open"), `#!/bin/sh\nprintf '%s' "$*" > ${seen}\n`, { mode: 0o755 });
    const { HOME, PATH } = process.env;
    Object.assign(process.env, { HOME: folder, PATH: `${folder}:${PATH}` });
    const child = start([main, "studio", "--port", "0", "--host", "0.0.0.0", "--open"], folder);
    Object.assign(process.env, { HOME, PATH });
    let printed = "";
    child.stderr!.on("data", (part) => {
      printed += part;
    });
    await whileRunning(child, () => printed.includes("isn't encrypted") && existsSync(seen) && statSync(seen).size > 0);
    expect(printed).toContain(`can read the models and data files in ${realpathSync(folder)}.`);
    const [address = "", token = ""] = /http:\S+token=(\S+)/.exec(printed)!;
    const file = readFileSync(seen, "utf8");
    expect(file).not.toContain(token);
    expect(readFileSync(file, "utf8")).toContain(`url=${address}"`);
    expect(statSync(dirname(file)).mode & 0o077).toBe(0);
    child.kill("SIGINT");
    expect(await ending(child)).toBe("SIGINT");
    expect(existsSync(file)).toBe(false);
  });
});
