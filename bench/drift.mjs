// How often does `drift` report a change although nothing has changed? A model learns half of a table of orders. 200 samples (--seeds) of 600 rows are drawn from
// the other half, and 200 from the rows that the model learned from. Each is compared with all of the rows that it learned from. The same samples are then compared
// after changes that `drift` should report. --data names the folder of orders.csv.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { holdOut } from "../dist/data/tables/duckdb/hold-out.node.js";
import { openTableSource } from "../dist/entries/data.node.js";
import { Autoencoder, nodeRuntime, random, tableDrift } from "../dist/index.js";
import { report, row } from "./report.mjs";

const ROWS = 600;
const SEED = 42;
const VALIDATION = 0.1;
const FOLDER = "out/bench/drift";

export async function run({ data = "../shared/relations", seeds = 200, threads }) {
  const file = join(data, "orders.csv");
  if (!existsSync(file)) return console.log(`skipped: drift, as ${file} isn't there. Give a folder that has it: --data FOLDER`);
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const [header, ...lines] = readFileSync(file, "utf8").trim().split("\n");
  const names = header.split(",");
  const write = (name, rows) => {
    writeFileSync(join(FOLDER, name), `${[header, ...rows].join("\n")}\n`);
    return join(FOLDER, name);
  };
  const shuffled = drawn(lines, lines.length, random(SEED, 1));
  const [learned, others] = [shuffled.slice(0, lines.length >> 1), shuffled.slice(lines.length >> 1)];
  const [training, model] = [write("training.csv", learned), join(FOLDER, "model")];
  const train = ["train", training, "--out", model, "--epochs", "30", "--seed", SEED, "--validation", VALIDATION];
  const { status, stderr } = spawnSync(process.execPath, ["dist/cli/main.js", ...train.map(String)], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);

  const autoencoder = await Autoencoder.load(model);
  const runtime = await nodeRuntime({ threads });
  const open = (path) => openTableSource(path, { preprocessing: autoencoder.settings.table });
  const before = await open(training);
  const heldOut = holdOut(before, VALIDATION, SEED).sql;
  const verdictOn = async (rows) => {
    const now = await open(write("sample.csv", rows));
    const { verdict } = await tableDrift(autoencoder, { before, now }, { runtime, heldOut });
    now.close();
    return verdict;
  };
  const changed = (column, change) => (rows, source) =>
    rows.map((line) => {
      const cells = line.split(",");
      const at = names.indexOf(column);
      cells[at] = change(cells[at], source);
      return cells.join(",");
    });
  const kinds = {
    "no change, other rows": [others, (rows) => rows],
    "no change, rows learned from": [learned, (rows) => rows],
    "a fifth of the customers are new": [
      others,
      changed("customer", (value, source) => (source.uniform() < 0.2 ? `N${Math.floor(source.uniform() * 200)}` : value)),
    ],
    "a ninth of the other countries becomes SE": [
      others,
      changed("country", (value, source) => (source.uniform() < 1 / 9 ? "SE" : value)),
    ],
    "totals half as large again": [others, changed("total", (value) => (value === "" ? value : String(1.5 * Number(value))))],
  };
  const rows = [];
  for (const [name, [from, change]] of Object.entries(kinds)) {
    const found = { some: 0, strong: 0 };
    for (let seed = 0; seed < seeds; seed++) {
      const source = random(seed, 2);
      const verdict = await verdictOn(change(drawn(from, ROWS, source), source));
      if (verdict !== "none") found[verdict]++;
    }
    const share = (count) => (100 * count) / seeds;
    rows.push(
      row(name, "some or strong", "%", [share(found.some + found.strong)]),
      row(name, "strong", "%", [share(found.strong)]),
    );
    console.log(`${name}: of ${seeds} samples ${found.some} some, ${found.strong} strong`);
  }
  before.close();
  report({ benchmark: "drift", rounds: Number(seeds), rows, ratios: {} });
}

/** Draws `count` of some rows, each at most once. */
function drawn(rows, count, source) {
  const left = [...rows];
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(source.uniform() * (left.length - i));
    [left[i], left[other]] = [left[other], left[i]];
  }
  return left.slice(0, count);
}
