// Do the lecture's systems learn as well here as in Keras? Both start from the same initial weights and get the same batches,
// with three seeds (--seeds 3). Each engine draws its own noise. With the full Fashion-MNIST (--data FOLDER with its four files),
// the published losses are printed too.

import { mkdirSync } from "node:fs";
import { mean } from "../dist/core/statistics.js";
import { report, row } from "./report.mjs";
import { writeStackedData } from "./stacked-data.mjs";
import { launch } from "./systems.mjs";

/**
 * The systems: epochs (and the number of images, if not all), the names of the measured losses, and the published losses on
 * Fashion-MNIST (Géron's second edition, run again on a CPU).
 */
const systems = {
  stacked: { epochs: 10, phases: ["stacked"], published: [0.288] },
  tied: { epochs: 10, phases: ["tied"], published: [0.2846] },
  greedy: {
    epochs: 10,
    phases: ["greedy, phase 1", "greedy, phase 2", "greedy, fine-tuned"],
    published: [0.2783, 0.1952, 0.2871],
  },
  convolutional: { epochs: 5, phases: ["convolutional"], published: [0.2673] },
  recurrent: { epochs: 3, count: 3200, phases: ["recurrent"] },
  "denoising-gaussian": { epochs: 10, phases: ["denoising, Gaussian"], published: [0.2906] },
  "denoising-dropout": { epochs: 10, phases: ["denoising, dropout"], published: [0.2959] },
  "sparse-l1": { epochs: 10, phases: ["sparse, L1"], published: [0.321] },
  "sparse-kl": { epochs: 10, phases: ["sparse, KL"], published: [0.3054] },
  variational: { epochs: 25, phases: ["variational"], published: [0.3142] },
};

export async function run({ threads, data = "mnist", system: only, seeds = 3 }) {
  await writeStackedData(data);
  const rows = [];
  const table = [];
  for (const [system, { epochs, count, phases, published = [] }] of Object.entries(systems)) {
    if (only && !only.split(",").includes(system)) continue;
    const found = {};
    for (const engine of ["keras", "codings"]) {
      const peer = launch(engine, system, "--threads", String(threads), ...(count ? ["--count", String(count)] : []));
      await peer.answer();
      found[engine] = [];
      for (let seed = 0; seed < seeds; seed++) {
        const folder = `out/bench/runs/${system}-${seed}`;
        mkdirSync(folder, { recursive: true });
        found[engine].push((await peer.ask(`train ${seed} ${epochs} ${folder}`)).losses);
      }
      peer.close();
    }
    for (const [i, phase] of phases.entries()) {
      const of = (engine) => found[engine].map((losses) => losses[i]);
      for (const engine of ["codings", "keras"]) rows.push(row(engine, `${phase}, validation loss`, "", of(engine)));
      const line = { system: phase, codings: mean(of("codings")).toFixed(4), keras: mean(of("keras")).toFixed(4) };
      line.difference = (mean(of("codings")) - mean(of("keras"))).toFixed(4);
      if (data !== "mnist") line.published = published[i] ?? "";
      console.log(Object.values(line).join("  "));
      table.push(line);
    }
  }
  console.table(table);
  report({ benchmark: "lecture", rounds: Number(seeds), rows, ratios: {} });
}
