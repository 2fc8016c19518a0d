// Does any array train well with default options? Trains each family on each kind of numbers, and compares how much of their
// variance it keeps with PCA with as many codings: for standardised columns, and in the data's own units. --rows sets the number
// of rows (3,000), and --system the family.
import { Autoencoder, families, ndarray, random } from "../dist/index.js";
import { Pca } from "../dist/manifold/index.js";
import { report, row } from "./report.mjs";

const WIDTH = 20;
const FAMILIES = ["linear", "stacked", "tied", "greedy", "denoising", "sparse", "variational"];

/** Makes rows from a few factors and a little noise. Each column has variance 1. */
function factorRows(count, width, factors) {
  const source = random(1, width);
  const loadings = Array.from({ length: factors * width }, () => source.normal());
  const data = new Float32Array(count * width);
  for (let row = 0; row < count; row++) {
    const z = Array.from({ length: factors }, () => source.normal());
    for (let j = 0; j < width; j++) {
      let [sum, squares] = [0.3 * source.normal(), 0.09];
      z.forEach((x, k) => {
        sum += x * loadings[k * width + j];
        squares += loadings[k * width + j] ** 2;
      });
      data[row * width + j] = sum / Math.sqrt(squares);
    }
  }
  return ndarray("float32", [count, width], data);
}

/** Makes rows with each kind of numbers, by name. */
function kindsOf(rows) {
  const plain = factorRows(rows, WIDTH, 5);
  const made = (change) => ({ ...plain, data: plain.data.map(change) });
  return {
    "standard normal": plain,
    "x 100 + 500": made((x) => 100 * x + 500),
    "x 1e-6": made((x) => 1e-6 * x),
    "x 1e6": made((x) => 1e6 * x),
    "heavy tails": made((x) => x ** 3),
    "a constant column": made((x, at) => (at % WIDTH === 3 ? 7 : x)),
    "0 and 1": made((x) => (x > 0 ? 1 : 0)),
    counts: made((x) => Math.floor(Math.exp(x + 1))),
    "0 to 1": made((x) => 1 / (1 + Math.exp(-x))),
    "0 to 255": made((x) => Math.max(0, Math.min(255, Math.round(128 + 50 * x)))),
    "50 rows": factorRows(50, WIDTH, 5),
    "1 column": factorRows(rows, 1, 1),
    "2,000 columns": factorRows(Math.min(rows, 1000), 2000, 20),
  };
}

/** Subtracts the means of the columns, and divides by their standard deviations if `isScaled`. */
function centred({ shape: [count, width], data }, by, isScaled) {
  const result = new Float32Array(data.length);
  for (let j = 0; j < width; j++) {
    let [sum, squares] = [0, 0];
    for (let i = j; i < by.length; i += width) sum += by[i] / count;
    for (let i = j; i < by.length; i += width) squares += (by[i] - sum) ** 2 / count;
    const unit = isScaled ? Math.sqrt(squares) || 1 : 1;
    for (let i = j; i < data.length; i += width) result[i] = (data[i] - sum) / unit;
  }
  return ndarray("float32", [count, width], result);
}

/** Computes the share of the variance that reconstructions keep, and the share that PCA with as many codings keeps. */
async function keptBy(x, reconstructed, codings, isScaled) {
  const rows = centred(x, x.data, isScaled);
  const own = centred({ ...x, data: reconstructed.data }, x.data, isScaled);
  const pca = await new Pca({ components: Math.min(codings, ...x.shape) }).fit(rows);
  const best = await pca.reconstruct(rows);
  const share = (y) => {
    let [lost, all] = [0, 0];
    rows.data.forEach((value, i) => {
      lost += (value - y.data[i]) ** 2;
      all += value ** 2;
    });
    return 1 - lost / all;
  };
  return { kept: share(own), pca: share(best) };
}

export async function run({ rows = 3000, system }) {
  const results = [];
  for (const [kind, x] of Object.entries(kindsOf(Number(rows))))
    for (const name of system ? [system] : FAMILIES) {
      const begun = performance.now();
      const autoencoder = new Autoencoder({ family: families[name] });
      await autoencoder.fit(x, { warn: false });
      const seconds = (performance.now() - begun) / 1000;
      const { codings } = autoencoder.settings;
      const reconstructed = await autoencoder.reconstruct(x);
      const [scaled, own] = [await keptBy(x, reconstructed, codings, true), await keptBy(x, reconstructed, codings, false)];
      results.push({ kind, name, scaled });
      console.log(
        `${kind.padEnd(18)} ${name.padEnd(12)} ${String(codings).padStart(3)} codings  R² ${scaled.kept.toFixed(3)} of PCA's ${scaled.pca.toFixed(3)} (${(scaled.kept / scaled.pca).toFixed(3)}), in own units ${(own.kept / own.pca).toFixed(3)}  ${seconds.toFixed(1)} s`,
      );
    }
  const worst = results.reduce((a, b) => (a.scaled.kept / a.scaled.pca <= b.scaled.kept / b.scaled.pca ? a : b));
  console.log(`Lowest share of PCA's: ${(worst.scaled.kept / worst.scaled.pca).toFixed(3)} (${worst.kind}, ${worst.name})`);
  const table = results.map(({ kind, name, scaled }) =>
    row("codings", `${kind}, ${name}`, "of PCA's R²", [scaled.kept / scaled.pca]),
  );
  report({ benchmark: "defaults", rounds: 1, rows: table, ratios: {} });
}
