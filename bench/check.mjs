// Measures how `check` finds planted errors in tables. It counts the errors among the rows with the highest scores, which are as
// many rows as there are errors, and at least 1 % of the rows. It also counts the errors whose first named column is right.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "../dist/index.js";
import { python } from "./peer.mjs";
import { csvOf, planted, plantedTables } from "./planted-errors.mjs";
import { report, row } from "./report.mjs";

const PEERS = ["pandas", "cleanlab"];

/** Runs the benchmark. `system: "codings"` leaves out the other methods. */
export async function run({ data, seeds = "1", system }) {
  const folder = mkdtempSync(join(tmpdir(), "codings-check-"));
  try {
    const rows = [];
    for (const { name, file, answers, rows: count } of data ? tablesIn(data) : plantedIn(folder)) {
      const rounds = [];
      for (let seed = 42; seed < 42 + Number(seeds); seed++) {
        const began = performance.now();
        const { findings } = await check(file, { seed });
        rounds.push({ ...found(findings, answers, count), seconds: (performance.now() - began) / 1000 });
        console.log(name, `seed ${seed}`, rounds.at(-1));
      }
      if (system !== "codings") for (const peer of PEERS) rows.push(...rowsOfPeer(peer, { name, file, answers, count }));
      const values = (metric) => rounds.map((round) => round[metric]);
      rows.push(row("codings", `${name}: found of ${answers.length}`, "", values("found")));
      rows.push(row("codings", `${name}: right column first`, "", values("right")));
      rows.push(row("codings", `${name}: time`, "s", values("seconds")));
    }
    report({ benchmark: "check", rounds: Number(seeds), rows, ratios: {} });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a method of check_peers.py on a table and counts what it finds; no rows if Python lacks its packages. */
function rowsOfPeer(peer, { name, file, answers, count }) {
  const began = performance.now();
  const { status, stdout } = spawnSync(python, ["bench/peers/check_peers.py", peer, file], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) {
    console.log(`${peer} couldn't be run with ${python}; its rows are left out.`);
    return [];
  }
  const seconds = (performance.now() - began) / 1000;
  const { found: some, right } = found(stdout.trim().split("\n").map(JSON.parse), answers, count);
  console.log(name, peer, { found: some, right, seconds });
  return [
    row(peer, `${name}: found of ${answers.length}`, "", [some]),
    row(peer, `${name}: right column first`, "", [right]),
    row(peer, `${name}: time`, "s", [seconds]),
  ];
}

function plantedIn(folder) {
  return plantedTables.map((name) => {
    const { rows, answers } = planted(name);
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, csvOf(rows));
    return { name, file, answers, rows: rows.length };
  });
}

/** Lists the tables NAME.csv for which there is a NAME-answers.csv. */
function tablesIn(folder) {
  const names = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith("-answers.csv")) : [];
  if (names.length === 0) {
    console.error(
      `${folder} has no NAME-answers.csv with the columns row, error and columns. Give a folder that has one, or none to use generated tables.`,
    );
    process.exit(2);
  }
  return names.map((file) => {
    const name = file.slice(0, -"-answers.csv".length);
    const answers = readFileSync(join(folder, file), "utf8")
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => {
        const [, row, error, columns] = /^(\d+),(.*),([^,]*)$/.exec(line);
        return { row: Number(row), error, columns: columns.split("|") };
      });
    const table = join(folder, `${name}.csv`);
    return { name, file: table, answers, rows: readFileSync(table, "utf8").trim().split("\n").length - 1 };
  });
}

function found(findings, answers, rows) {
  const first = new Map();
  for (const finding of findings) if (!first.has(finding.row)) first.set(finding.row, finding);
  const highest = new Map([...first].slice(0, Math.max(answers.length, Math.ceil(0.01 * rows))));
  const among = answers.filter(({ row }) => highest.has(row));
  const right = among.filter(({ row, columns }) => columns.includes(highest.get(row).column));
  return { found: among.length, right: right.length };
}
