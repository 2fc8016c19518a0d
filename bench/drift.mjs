// How often does `drift` report a change although nothing has changed, and how often does it find a change? For each kind of
// table (generated tables, and every table of --data that is large enough), a model is trained on some rows. The other rows are
// shuffled --seeds times (200). The first ones are used as the earlier table, some of them as held out, and the last 20, 100, 600
// or 3,000 as the new table. Training rows are also used as new rows. Finally, the new rows are changed in ways that `drift`
// should report.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readFeatures } from "../dist/data/tables/duckdb/read.node.js";
import { ROW } from "../dist/data/tables/duckdb/relation.node.js";
import { sampledColumns } from "../dist/data/tables/duckdb/samples.node.js";
import { openTableSource } from "../dist/entries/data.node.js";
import { Autoencoder, nodeRuntime, permutation, random, relationDrift } from "../dist/index.js";
import { categoryDrift, keyDrift, numberDrift } from "../dist/scoring/drift/columns.js";
import { driftReport } from "../dist/scoring/drift/report.js";
import { changes, madeTables, relationChanges } from "./drift-tables.mjs";
import { codings } from "./peer.mjs";
import { report, row } from "./report.mjs";

const SIZES = [20, 100, 600, 3000];
const CHANGED_SIZES = [100, 600];
const [LEARNED, BEFORE, HELD_OUT] = [3000, 5400, 540];
const RELATION_ROWS = 600;
const SEED = 42;
const FOLDER = "out/bench/drift";
/** Columns of labels, which aren't used for training. */
const LABELS = ["anomaly"];

export async function run({ data = "../shared/relations", seeds = 200, threads }) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const runtime = await nodeRuntime({ threads });
  const rows = [];
  const tell = (table, what, flags) => {
    const shares = [flags.filter(({ verdict }) => verdict !== "none"), flags.filter(({ verdict }) => verdict === "strong")].map(
      ({ length }) => (100 * length) / flags.length,
    );
    rows.push(row(`${table}: ${what}`, "some or strong", "%", [shares[0]]), row(`${table}: ${what}`, "strong", "%", [shares[1]]));
    const named = {};
    for (const { columns, scores } of flags)
      for (const { name, verdict } of scores ? [...columns, scores] : columns)
        if (verdict !== "none") named[name] = (named[name] ?? 0) + 1;
    const most = Object.entries(named)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 5)
      .map(([name, times]) => `${name} ${times}`)
      .join(", ");
    console.log(
      `${table}: ${what}: of ${flags.length} samples ${shares[0]} % some or strong, ${shares[1]} % strong${most && ` (${most})`}`,
    );
  };
  for (const [name, table] of Object.entries({ ...madeTables(), ...givenTables(data) })) {
    const order = permutation(table.rows.length, random(SEED, 1));
    const shuffled = Array.from(order, (place) => table.rows[place]);
    const learned = shuffled.slice(0, Math.min(LEARNED, Math.floor(shuffled.length / 3)));
    const others = shuffled.slice(learned.length);
    const autoencoder = await trained(name, { ...table, rows: learned }).catch((error) =>
      console.log(`skipped: ${error.message.trim()}`),
    );
    if (!autoencoder) continue;
    const read = (rows) => cellsOf(autoencoder, write(`${name}-read.csv`, { ...table, rows }), runtime);
    const [known, pool] = [await read(learned), await read(others)];
    const compare = (seed, count, fresh) => {
      const places = permutation(others.length, random(seed, 2));
      const earlier = places.subarray(0, Math.min(BEFORE, others.length - count));
      const now = fresh === known ? permutation(learned.length, random(seed, 3)).subarray(0, count) : places.subarray(-count);
      return compared(pool, earlier, fresh, now);
    };
    const each = (count, fresh) => Array.from({ length: Number(seeds) }, (_, seed) => compare(seed, count, fresh));
    for (const size of SIZES.filter((size) => 2 * size <= others.length)) tell(name, `${size} unchanged`, each(size, pool));
    const most = Math.min(600, learned.length);
    tell(name, `${most} training rows`, each(most, known));
    for (const [what, change] of Object.entries(changes[name] ?? {})) {
      const source = random(SEED, 5);
      const changed = await read(others.map((cells) => change([...cells], table.names, source)));
      for (const size of CHANGED_SIZES) tell(name, `${size}, ${what}`, each(size, changed));
    }
    await relationsOf(name, { ...table, rows: shuffled }, runtime, Math.ceil(Number(seeds) / 20), tell);
  }
  report({ benchmark: "drift", rounds: Number(seeds), rows, ratios: {} });
}

/**
 * Compares the relations between columns of 600 rows with the other rows, unchanged and with changed totals. Each comparison
 * takes half a minute.
 */
async function relationsOf(name, { names, rows }, runtime, seeds, tell) {
  const [[what, change] = []] = Object.entries(relationChanges[name] ?? {});
  if (!change) return;
  const flags = [[], []];
  for (let seed = 0; seed < seeds; seed++) {
    const drawn = Array.from(permutation(rows.length, random(seed, 4)), (place) => rows[place]);
    const [fresh, earlier] = [drawn.slice(0, RELATION_ROWS), drawn.slice(RELATION_ROWS)];
    const before = write("before.csv", { names, rows: earlier });
    const source = random(seed, 5);
    for (const [i, list] of [fresh, fresh.map((cells) => change([...cells], names, source))].entries()) {
      const { verdict, relations } = await relationDrift(
        { before, now: write("now.csv", { names, rows: list }) },
        { runtime, seed },
      );
      flags[i].push({ verdict, columns: relations.map((one) => ({ ...one, name: one.column })) });
    }
  }
  tell(name, `relations of ${RELATION_ROWS} unchanged`, flags[0]);
  tell(name, `relations of ${RELATION_ROWS}, ${what}`, flags[1]);
}

/** Reads the tables of a folder that have enough rows, without their labels. */
function givenTables(folder) {
  if (!existsSync(folder)) {
    console.log(`skipped: the tables of ${folder}, which doesn't exist. Give another folder: --data FOLDER`);
    return {};
  }
  const files = readdirSync(folder).filter((file) => file.endsWith(".csv"));
  return Object.fromEntries(
    files.flatMap((file) => {
      const [header, ...lines] = readFileSync(join(folder, file), "utf8").trim().split("\n");
      const names = header.split(",");
      const rows = lines.map((line) => line.split(","));
      // Lines are split at commas, so tables with commas in cells are skipped.
      const isPlain = rows.length >= 900 && rows.every((cells) => cells.length === names.length);
      return isPlain ? [[file.replace(".csv", ""), { names, rows }]] : [];
    }),
  );
}

function write(file, { names, rows }) {
  const path = join(FOLDER, file);
  writeFileSync(path, `${[names, ...rows].map((cells) => cells.join(",")).join("\n")}\n`);
  return path;
}

async function trained(name, table) {
  const out = join(FOLDER, name);
  const labels = table.names.filter((column) => LABELS.includes(column)).flatMap((column) => ["--exclude", column]);
  const train = ["train", write(`${name}.csv`, table), "--out", out, "--epochs", 30, "--seed", SEED, "--quiet", ...labels];
  codings(...train);
  return Autoencoder.load(out);
}

/** Returns what `drift` uses of a table, row by row: the values of each column, and the reconstruction errors. */
async function cellsOf(autoencoder, path, runtime) {
  const { table } = autoencoder.settings;
  const source = await openTableSource(path, { preprocessing: table });
  const columns = sampledColumns(source, table);
  const list = columns.map(({ sql }, i) => `${sql} AS c${i}`).join(", ");
  const cells = await source.database.rows(`SELECT ${list} FROM ${source.relation} ORDER BY ${ROW}`);
  const errors = [];
  for await (const { features } of readFeatures(source, table, { keys: false, strays: "known" }))
    errors.push(...(await autoencoder.scoreSamples(features, { runtime })).data);
  source.close();
  return {
    errors,
    columns: columns.map(({ name, kind }, i) => ({ name, kind, values: cells.map((row) => row[`c${i}`]) })),
  };
}

function compared(pool, earlier, fresh, now) {
  const drifts = pool.columns.map(({ name, kind, values }, i) => {
    const [before, after] = [sampled(kind, values, earlier), sampled(kind, fresh.columns[i].values, now)];
    return { numbers: numberDrift, categories: categoryDrift, keys: keyDrift }[kind](name, before, after);
  });
  const errorsOf = (errors, places) => Float32Array.from(places, (place) => errors[place]);
  const held = earlier.subarray(0, Math.min(HELD_OUT, Math.ceil(earlier.length / 10)));
  const scores = { before: errorsOf(pool.errors, held), now: errorsOf(fresh.errors, now) };
  return driftReport({ before: earlier.length, now: now.length }, drifts, scores);
}

function sampled(kind, values, places) {
  const present = Array.from(places, (place) => values[place]).filter((value) => value !== null && !Number.isNaN(value));
  const sample = { rows: places.length, missing: places.length - present.length };
  if (kind === "numbers") {
    const sorted = Float64Array.from(present, Number).sort();
    return { ...sample, mean: sorted.reduce((sum, x) => sum + x, 0) / sorted.length, values: sorted };
  }
  const counts = new Map();
  for (const value of present) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return { ...sample, counts };
}
