// Measures a table that is larger than memory: 10,000,000 x 20 numbers of 64 bits as Parquet. Training (one epoch), encoding and
// scoring each run in their own process, whose peak memory is read at its end. For comparison, DuckDB scans the file (the sum of
// each column) in turn with them.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { report, row } from "./report.mjs";

const COLUMNS = 20;
const OUT = "out/bench";

export async function run({ rounds, rows: wanted = "10000000", data }) {
  mkdirSync(OUT, { recursive: true });
  const file = data ?? (await madeTable(Number(wanted)));
  const { count, columns } = await sizeOf(file);
  const model = `${OUT}/large-model`;
  console.log(`${basename(file)}: ${count.toLocaleString("en-US")} rows of ${columns.length} columns`);
  const measured = {};
  const note = (metric, unit, value) => {
    measured[metric] ??= { unit, values: [] };
    measured[metric].values.push(value);
    console.log(`${metric}: ${Math.round(value).toLocaleString("en-US")} ${unit}`);
  };
  const take = async (name, args) => {
    const { seconds, bytes } = await timed(args);
    note(`${name}, total`, "rows/s", count / seconds);
    note(`${name}, peak memory`, "MiB", bytes / 2 ** 20);
  };

  await take("train one epoch", ["train", file, "--epochs", "1", "--out", model]);
  const [names, values] = (await readFile(`${model}/history.csv`, "utf8")).split("\n").map((line) => line.split(","));
  note("train, one epoch alone", "rows/s", Number(values[names.indexOf("examplesPerSecond")]));
  const scans = [];
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    scans.push(count / (await scan(file, columns)));
    await take("encode", ["encode", model, file, "--output", `${OUT}/large-codes.parquet`]);
    await take("score", ["score", model, file, "--output", `${OUT}/large-scores.parquet`]);
  }
  const rows = [
    ...Object.entries(measured).map(([metric, of]) => row("codings", metric, of.unit, of.values)),
    row("duckdb", "scan", "rows/s", scans),
  ];
  const median = (metric) => rows.find((one) => one.metric === metric).median;
  report({
    benchmark: "large",
    rounds: scans.length,
    rows,
    ratios: { duckdbScan: Number((median("encode, total") / median("scan")).toFixed(2)) },
  });
}

/** Makes the table: three uniform random numbers, mixed into twenty columns with some noise. */
async function madeTable(rows) {
  const file = `${OUT}/large-${rows}.parquet`;
  if (existsSync(file)) return file;
  console.log(`writing ${file} ...`);
  const mixed = Array.from({ length: COLUMNS }, (_, k) => {
    const parts = [0, 1, 2].map((j) => `${Math.sin(k * 3 + j).toFixed(3)} * l${j}`);
    return `(${parts.join(" + ")} + 0.1 * random())::DOUBLE AS x${k + 1}`;
  });
  const drawn = [0, 1, 2].map((j) => `random() * 2 - 1 AS l${j}`);
  await withDatabase(async (connection) => {
    await connection.run("SELECT setseed(0.5)");
    await connection.run(
      `COPY (SELECT ${mixed.join(", ")} FROM (SELECT ${drawn.join(", ")} FROM range(${rows}))) TO '${file}.tmp' (FORMAT parquet)`,
    );
  });
  renameSync(`${file}.tmp`, file);
  return file;
}

async function withDatabase(work) {
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "256MiB" });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const sizeOf = (file) =>
  withDatabase(async (connection) => {
    const all = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
    const [{ n }] = await all(`SELECT count(*) AS n FROM '${file}'`);
    const columns = await all(`DESCRIBE SELECT COLUMNS(*)::DOUBLE FROM '${file}'`);
    return { count: Number(n), columns: columns.map(({ column_name: name }) => name) };
  });

/** Measures the seconds that DuckDB takes to sum each column. */
const scan = (file, columns) =>
  withDatabase(async (connection) => {
    const began = performance.now();
    await connection.runAndReadAll(`SELECT ${columns.map((name) => `sum("${name}")`).join(", ")} FROM '${file}'`);
    return (performance.now() - began) / 1000;
  });

/** Runs a command of this project, and measures its seconds from start to end and its peak memory. */
function timed(args) {
  const began = performance.now();
  const child = spawn(process.execPath, ["--import", "./bench/peak-memory.mjs", "dist/cli/main.js", ...args, "--quiet"], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  let peak = "";
  child.stdio[3].on("data", (text) => {
    peak += text;
  });
  return new Promise((resolve, reject) => {
    child.on("close", (code) => {
      if (code === 0) resolve({ seconds: (performance.now() - began) / 1000, bytes: Number(peak) });
      else reject(new Error(`codings ${args.join(" ")} ended with ${code}.`));
    });
  });
}
