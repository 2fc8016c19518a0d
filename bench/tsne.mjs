// Compares t-SNE of MNIST's 30 principal components: 5,000 rows (as in the lecture) with five seeds, then more rows up to 60,000.
// The engines take turns, and --data uses other images. The divergence of all maps is measured by the same program, over all
// pairs.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findChromium } from "../scripts/chromium.mjs";
import { openPage } from "../scripts/page.mjs";
import { drawGrowth } from "./growth.mjs";
import { python } from "./peer.mjs";
import { report, row, timesOurs } from "./report.mjs";
import { FOLDER, writeStackedData } from "./stacked-data.mjs";

const MAPS = "out/bench/tsne";
const LECTURE = 5000;
const SIZES = [10_000, 20_000, 40_000, 60_000];

const answers = (command, args) => {
  const printed = execFileSync(command, args.map(String), { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return printed
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
};
const peers = "bench/peers/tsne_peers.py";

/**
 * Measures the seconds that the lecture's map takes in a cross-origin isolated page of Chromium. Returns none if Chromium isn't
 * installed.
 */
async function pageSeconds(file, rounds, threads) {
  if (!findChromium()) return [];
  const opened = await openPage({
    entry: fileURLToPath(new URL("tsne-page.mjs", import.meta.url)),
    isolated: true,
    files: { "/rows.npy": file },
  });
  const found = [];
  for (let round = 0; round < rounds; round++) {
    const { seconds } = await opened.page.evaluate((count) => globalThis.mapRows("/rows.npy", count), threads);
    console.log(`${LECTURE} rows, in a page: ${seconds.toFixed(2)} s`);
    found.push(seconds);
  }
  await opened.close();
  return found;
}

export async function run({ threads, data, rounds = 5 }) {
  await writeStackedData(data);
  mkdirSync(MAPS, { recursive: true });
  const rowsOf = (count) => {
    const file = `${MAPS}/rows-${count}.npy`;
    const images = count === LECTURE ? [`${FOLDER}/validation.npy`] : [`${FOLDER}/images.npy`, `${FOLDER}/validation.npy`];
    if (!existsSync(file)) answers(python, [peers, "rows", ...images, file, "--count", count]);
    return file;
  };
  const mapBy = (engine, count, seed) => {
    const out = `${MAPS}/${engine}-${count}-${seed}.npy`;
    const options = ["--seed", seed, "--threads", threads];
    const [answer] =
      engine === "codings"
        ? answers(process.execPath, ["bench/peers/tsne_codings.mjs", rowsOf(count), out, ...options])
        : answers(python, [peers, "map", engine, rowsOf(count), out, ...options]);
    console.log(
      `${count} rows, ${engine}, seed ${seed}: ${answer.seconds.toFixed(2)} s, divergence ${answer.divergence.toFixed(4)}`,
    );
    return { ...answer, out };
  };

  const found = new Map();
  const keep = (count, engine, answer) => found.set(`${count} ${engine}`, [...(found.get(`${count} ${engine}`) ?? []), answer]);
  for (let seed = 0; seed < rounds; seed++)
    for (const engine of ["codings", "openTSNE", "scikit-learn"]) keep(LECTURE, engine, mapBy(engine, LECTURE, seed));
  for (const count of SIZES) for (const engine of ["codings", "openTSNE"]) keep(count, engine, mapBy(engine, count, 0));

  const page = await pageSeconds(rowsOf(LECTURE), rounds, threads);

  const rows = page.length ? [row("codings in a page", `time, ${LECTURE} x 30`, "s", page)] : [];
  for (const [key, maps] of found) {
    const [count, engine] = [Number(key.split(" ")[0]), key.split(" ")[1]];
    const add = (metric, unit, values) => rows.push(row(engine, `${metric}, ${count} x 30`, unit, values));
    add(
      "time",
      "s",
      maps.map(({ seconds }) => seconds),
    );
    add(
      "memory",
      "MiB",
      maps.map((map) => map.peak_rss_bytes / 2 ** 20),
    );
    if (count !== LECTURE)
      add(
        "divergence as reported",
        "",
        maps.map(({ divergence }) => divergence),
      );
    else {
      const judged = answers(python, [peers, "judge", rowsOf(count), ...maps.map(({ out }) => out)]);
      add(
        "divergence",
        "",
        judged.map(({ divergence }) => divergence),
      );
      add(
        "trustworthiness(12)",
        "",
        judged.map(({ trustworthiness }) => trustworthiness),
      );
    }
  }
  const time = (engine, count) => rows.find((r) => r.engine === engine && r.metric === `time, ${count} x 30`);
  const ratio = (engine, count) => timesOurs(time(engine, count), time("codings", count));
  console.table(
    [LECTURE, ...SIZES].map((count) => ({
      rows: count,
      "codings, s": time("codings", count).median.toFixed(1),
      "openTSNE, s": time("openTSNE", count).median.toFixed(1),
      "times faster": ratio("openTSNE", count).toFixed(1),
    })),
  );
  report({
    benchmark: "tsne",
    rounds,
    rows,
    ratios: {
      openTSNE: ratio("openTSNE", LECTURE),
      "scikit-learn": ratio("scikit-learn", LECTURE),
      "openTSNE, 60,000 rows": ratio("openTSNE", 60_000),
    },
  });
  await drawGrowth(rows, "out/bench/tsne.png");
  console.log("out/bench/tsne.png");
}
