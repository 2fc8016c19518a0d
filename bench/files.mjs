// Are real files read as pandas reads them? Both engines and pandas read every table in the npm package vega-datasets and in the
// Python packages statsmodels and scikit-learn. The tables are compared cell by cell: names, rows, missing values, numbers to 12
// digits, times as instants, and text without surrounding spaces. Each column that differs is printed, and the counts at the end.
// files/told.mjs has the options that pandas needs, and the differences that are correct. To run it: npm run bench -- files
// [--data PART_OF_A_FILE_NAME], after bash bench/python/setup.sh.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readByDuckDb, readInMemory } from "./files/ours.mjs";
import { NO_TABLES, TOLD } from "./files/told.mjs";
import { Peer, python } from "./peer.mjs";
import { machine } from "./report.mjs";

const FOLDER = "out/bench/files";
const VEGA = "vega-datasets@3.2.1";
/** Maximum number of rows to compare. Of longer tables, evenly spaced rows are compared. */
const ROWS = 300_000;
const READERS = {
  csv: "read_csv",
  "csv.gz": "read_csv",
  tsv: "read_csv",
  json: "read_json",
  arrow: "read_feather",
  parquet: "read_parquet",
};
const ENGINES = { DuckDB: readByDuckDb, memory: readInMemory };

export async function run({ data = "" }) {
  const files = tables().filter(({ name }) => name.includes(data));
  const peer = new Peer(python, ["bench/peers/files_pandas.py"]);
  await peer.answer();
  const results = [];
  for (const file of files) {
    const told = TOLD[file.name] ?? {};
    const theirs = await readByPandas(peer, file, told);
    for (const [engine, read] of Object.entries(ENGINES)) results.push(await compare(file, told, theirs, engine, read));
  }
  peer.close();
  summarize(results);
}

/** Lists the files, by the name of their package and their own name. */
function tables() {
  const vega = join(FOLDER, "vega", "package", "data");
  if (!existsSync(vega)) {
    mkdirSync(join(FOLDER, "vega"), { recursive: true });
    const packed = spawnSync("npm", ["pack", VEGA, "--silent", "--pack-destination", FOLDER], { encoding: "utf8" });
    const unpacked = spawnSync("tar", ["-xzf", join(FOLDER, packed.stdout.trim()), "-C", join(FOLDER, "vega")]);
    if (packed.status !== 0 || unpacked.status !== 0) throw new Error(`npm could not fetch ${VEGA}: ${packed.stderr}`);
  }
  const found = spawnSync(python, [
    "-c",
    "import importlib.util as u\nfor name in ['sklearn', 'statsmodels']: print(u.find_spec(name).submodule_search_locations[0])",
  ]);
  if (found.status !== 0) throw new Error("The Python packages aren't installed. Run: bash bench/python/setup.sh");
  const [sklearn, statsmodels] = String(found.stdout).trim().split("\n");
  return Object.entries({ vega, sklearn, statsmodels }).flatMap(([name, folder]) => filesIn(name, folder));
}

function filesIn(name, folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => Object.keys(READERS).some((kind) => path.endsWith(`.${kind}`)) && !/(^|\/)tests\/data\//.test(path))
    .toSorted()
    .map((path) => ({ name: `${name}/${path}`, path: join(folder, path) }))
    .filter((file) => !(file.name in NO_TABLES));
}

async function readByPandas(peer, { path }, { reader, times = {}, numbers = {}, truths = [], ...told }) {
  const kind = Object.keys(READERS).findLast((one) => path.endsWith(`.${one}`));
  const args = {
    ...(kind === "tsv" && { sep: "\t" }),
    ...(kind === "json" && !reader && { precise_float: true }),
    ...told.arguments,
  };
  const asked = JSON.stringify({ path, reader: reader ?? READERS[kind], arguments: args, times, numbers, truths, rows: ROWS });
  const columns = [];
  for (let answer = await peer.ask(asked); ; answer = await peer.answer()) {
    if (answer.error) return { error: answer.error };
    if (answer.rows !== undefined) return { rows: answer.rows, columns };
    columns.push(answer);
  }
}

async function compare({ name, path }, told, theirs, engine, read) {
  const result = { file: name, engine, better: told.why !== undefined };
  let ours;
  try {
    ours = await read(path, ROWS);
  } catch (error) {
    return said({ ...result, refused: error.message, ...(theirs.error && { pandas: theirs.error }) });
  }
  if (theirs.error) return said({ ...result, differences: [`pandas refuses it: ${theirs.error}`] });
  return said({ ...result, differences: differences(ours, theirs, told) });
}

function said(result) {
  const { file, engine, refused, pandas, differences = [] } = result;
  if (refused) console.log(`${file} (${engine}): refused: ${refused}${pandas ? ` (pandas: ${pandas})` : ""}`);
  for (const line of differences) console.log(`${file} (${engine}): ${line}`);
  return result;
}

function differences(ours, theirs, { differs = {}, inAnyOrder }) {
  if (ours.rows !== theirs.rows) return [`pandas has ${theirs.rows} rows, we have ${ours.rows}`];
  const names = [ours, theirs].map(({ columns }) => columns.map(({ name }) => name.trim()).join(", "));
  if (ours.columns.length !== theirs.columns.length)
    return [
      `pandas has ${theirs.columns.length} columns (${names[1].slice(0, 100)}), we have ${ours.columns.length} (${names[0].slice(0, 100)})`,
    ];
  if (inAnyOrder)
    for (const { columns } of [ours, theirs]) columns.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const at = theirs.columns.findIndex(({ name }, i) => !isNamedAlike(ours.columns[i].name, name, i));
  if (at >= 0) return [`column ${at}: pandas calls it ${theirs.columns[at].name}, we ${ours.columns[at].name}`];
  return theirs.columns.flatMap((their, i) => {
    const our = ours.columns[i];
    const line = difference(our, their);
    return line === undefined || Object.hasOwn(differs, their.name) ? [] : [`${their.name}: ${line}`];
  });
}

/**
 * Whether names are equal, except where pandas names columns differently: "Unnamed: 0" for a column without a name, "index" for
 * row names, and "x.1" for the second x. Here, names that differ only in capitals are also renamed.
 */
const isNamedAlike = (ours, theirs, i) =>
  ours === theirs.trim() ||
  (/^(Unnamed: \d+(\.\d+)?|\s+)$/.test(theirs) && ours === `column${i + 1}`) ||
  (/_\d+$/.test(ours) && ours.replace(/_\d+$/, "") === theirs.trim().replace(/\.\d+$/, ""));

function difference(our, their) {
  const isNothing = (column) => column.values.every((value) => value === null);
  if (our.kind !== their.kind && !(isNothing(our) && isNothing(their))) {
    const at = their.values.findIndex((value, i) => value !== null || our.values[i] !== null);
    return `pandas has ${their.kind} (${their.values[at]}), we have ${our.kind} (${our.values[at]})`;
  }
  const at = their.values.findIndex((value, i) => !isSame(our.kind, value, our.values[i]));
  if (at < 0) return undefined;
  const count = their.values.filter((value, i) => !isSame(our.kind, value, our.values[i])).length;
  return `row ${at}: pandas has ${their.values[at]}, we have ${our.values[at]} (${count} of ${their.values.length} rows differ)`;
}

function isSame(kind, theirs, ours) {
  if (theirs === null || ours === null) return theirs === ours;
  if (kind === "text") return String(theirs).trim() === String(ours).trim();
  if (kind === "boolean") return theirs === ours;
  const [x, y] = [numberOf(theirs), numberOf(ours)];
  return x === y || Math.abs(x - y) <= (kind === "time" ? 1e-6 : 1e-12 * Math.abs(x));
}

const numberOf = (value) => ({ inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY })[value] ?? Number(value);

function summarize(results) {
  const count = (is) => results.filter(is).length;
  const isAlike = ({ refused, differences = [] }) => !refused && differences.length === 0;
  const counts = {
    "read alike": count((one) => isAlike(one) && !one.better),
    "read better": count((one) => isAlike(one) && one.better),
    different: count((one) => !one.refused && !isAlike(one)),
    refused: count((one) => one.refused !== undefined),
  };
  console.log(
    `${results.length / 2} files by two engines: ${Object.entries(counts)
      .map(([what, n]) => `${n} ${what}`)
      .join(", ")}`,
  );
  writeFileSync(
    join(FOLDER, "..", "files.json"),
    `${JSON.stringify({ benchmark: "files", machine: machine(), counts, results }, undefined, 2)}\n`,
  );
}
