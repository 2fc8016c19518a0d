// Times an epoch of the lecture's other systems, here and in Keras (the convolutional one also in PyTorch). The engines take
// turns.
import { Peer, python } from "./peer.mjs";
import { report, row, timesOurs } from "./report.mjs";
import { FOLDER, writeStackedData } from "./stacked-data.mjs";

const scripts = {
  codings: [process.execPath, "bench/peers/systems_codings.mjs"],
  keras: [python, "bench/peers/systems_keras.py"],
  pytorch: [python, "bench/peers/convolutional_pytorch.py"],
};

/** Starts an engine's process for a system. */
export const launch = (engine, system, ...more) => {
  const [command, script] = scripts[engine];
  return new Peer(command, [script, "--data", FOLDER, "--system", system, ...more]);
};

async function race(benchmark, systems, engines, { rounds, threads, count }) {
  await writeStackedData();
  const rows = [];
  const ratios = {};
  for (const system of systems) {
    const more = ["--threads", String(threads), ...(count ? ["--count", String(count)] : [])];
    const peers = Object.fromEntries(engines.map((engine) => [engine, launch(engine, system, ...more)]));
    const seconds = Object.fromEntries(engines.map((engine) => [engine, []]));
    for (const peer of Object.values(peers)) {
      await peer.answer();
      await peer.ask("epoch");
    }
    for (let round = 1; round <= rounds; round++)
      for (const [engine, peer] of Object.entries(peers)) seconds[engine].push((await peer.ask("epoch")).seconds);
    for (const peer of Object.values(peers)) peer.close();
    const made = engines.map((engine) => row(engine, `${system}, epoch`, "s", seconds[engine]));
    const [ours, ...theirs] = made;
    for (const peer of theirs) ratios[systems.length > 1 ? system : peer.engine] = timesOurs(peer, ours);
    console.log(`${system}: ${made.map(({ engine, median }) => `${engine} ${median.toFixed(2)} s`).join(", ")}`);
    rows.push(...made);
  }
  report({ benchmark, rounds, rows, ratios });
}

/** Compares the convolutional system, with 11,000 images per epoch (a fifth of MNIST). */
export const convolutional = (options) =>
  race("convolutional", ["convolutional"], ["codings", "keras", "pytorch"], { ...options, count: 11_000 });

const SYSTEMS = ["tied", "greedy", "denoising-gaussian", "denoising-dropout", "sparse-kl", "variational"];
/** Compares the recurrent system, with 5,500 images per epoch (a tenth of MNIST). */
export const recurrent = (options) => race("recurrent", ["recurrent"], ["codings", "keras"], { ...options, count: 5500 });

export const systems = ({ system: only, ...options }) =>
  race("systems", only ? only.split(",") : SYSTEMS, ["codings", "keras"], options);
