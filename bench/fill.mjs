// How close are filled cells to the true values in tables with numbers and categories? A tenth of the cells in each of ten
// columns is emptied, and then filled by `imputeTable` and by boosted trees. For numbers, the result is the root mean square
// error in standard deviations of the column; for categories, the share of correct values. The tables are those of
// planted-errors.mjs (with errors in about one row in a hundred), or CSV files in --data FOLDER with the columns in --columns
// a,b,c.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mean } from "../dist/core/statistics.js";
import { imputeTable, random } from "../dist/index.js";
import { python } from "./peer.mjs";
import { csvOf, planted, plantedTables } from "./planted-errors.mjs";
import { report, row } from "./report.mjs";

const EMPTIED = 0.1;
const FOLDER = "out/bench/fill";
/** Columns of the planted tables that don't only identify the row. */
const COLUMNS = {
  stays: "sex,age,department,diagnosis,nights,insurance,daily_rate,charges,height_cm,bmi",
  meters: "site,kind,region,tariff,voltage,current,factor,power_kw,temperature,humidity",
  payroll: "job_code,job,department,grade,years,base,overtime_hours,gross,tax,net",
  flights: "airline,origin,destination,origin_country,aircraft,seats,minutes,distance_km,passengers,revenue",
};

export async function run({ data, columns, seeds = "1" }) {
  mkdirSync(FOLDER, { recursive: true });
  const rows = [];
  for (const { name, text, chosen } of data ? tablesIn(data, columns) : plantedOnes()) {
    const found = { codings: [], "boosted trees": [] };
    for (let seed = 1; seed <= Number(seeds); seed++) {
      const [whole, holed] = [tableOf(text), tableOf(text)];
      const source = random(seed, 15);
      for (const column of chosen)
        for (const cells of holed.rows) if (source.uniform() < EMPTIED) cells[holed.header.indexOf(column)] = "";
      const file = (what) => join(FOLDER, `${name}-${what}.csv`);
      writeFileSync(file("holed"), textOf(holed));
      await imputeTable(file("holed"), { columns: chosen, output: file("codings") });
      found.codings.push(errorsOf({ whole, holed, filled: tableOf(readFileSync(file("codings"), "utf8")) }, chosen));
      const trees = ["bench/peers/impute_trees.py", file("holed"), file("trees"), chosen.join()];
      if (spawnSync(python, trees, { stdio: "inherit" }).status === 0)
        found["boosted trees"].push(errorsOf({ whole, holed, filled: tableOf(readFileSync(file("trees"), "utf8")) }, chosen));
      for (const [by, all] of Object.entries(found)) console.log(name, `seed ${seed}`, by, all.at(-1));
    }
    for (const [by, all] of Object.entries(found).filter(([, all]) => all.length > 0)) {
      rows.push(
        row(
          by,
          `${name}: error of numbers`,
          "",
          all.map(({ numbers }) => numbers),
        ),
      );
      rows.push(
        row(
          by,
          `${name}: categories right`,
          "%",
          all.map(({ categories }) => categories),
        ),
      );
    }
  }
  report({ benchmark: "fill", rounds: Number(seeds), rows, ratios: {} });
}

const plantedOnes = () =>
  plantedTables.map((name) => ({ name, text: csvOf(planted(name).rows), chosen: COLUMNS[name].split(",") }));

const tablesIn = (folder, columns) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".csv") && !name.endsWith("-answers.csv"))
    .map((name) => ({
      name: name.slice(0, -4),
      text: readFileSync(join(folder, name), "utf8"),
      chosen: (columns ?? readFileSync(join(folder, name), "utf8").split(/\r?\n/)[0]).split(","),
    }));

/** Reads a table whose cells have no quotes, as those of planted-errors.mjs. */
function tableOf(text) {
  const [header, ...rows] = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return { header, rows };
}

const textOf = ({ header, rows }) => `${[header, ...rows].map((cells) => cells.join(",")).join("\n")}\n`;

function errorsOf({ whole, holed, filled }, columns) {
  const [numbers, categories] = [[], []];
  for (const name of columns) {
    const at = whole.header.indexOf(name);
    const emptied = [...holed.rows.keys()].filter((i) => holed.rows[i][at] === "" && whole.rows[i][at] !== "");
    const truth = whole.rows.map((cells) => cells[at]).filter((cell) => cell !== "");
    if (truth.filter((cell) => Number.isFinite(Number(cell))).length < 0.9 * truth.length) {
      const right = emptied.filter((i) => whole.rows[i][at] === filled.rows[i][at]).length;
      categories.push((100 * right) / emptied.length);
      continue;
    }
    const known = truth.map(Number).filter(Number.isFinite);
    const deviation = Math.sqrt(mean(known.map((x) => (x - mean(known)) ** 2)));
    const pairs = emptied
      .filter((i) => filled.rows[i][at] !== "" && Number.isFinite(Number(whole.rows[i][at])))
      .map((i) => [Number(whole.rows[i][at]), Number(filled.rows[i][at])]);
    numbers.push(Math.sqrt(mean(pairs.map(([x, y]) => (x - y) ** 2))) / deviation);
  }
  return { numbers: mean(numbers), categories: mean(categories) };
}
