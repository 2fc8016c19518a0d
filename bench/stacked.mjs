// Times one epoch of the lecture's stacked autoencoder (784-100-30-100-784, SELU, BCE, SGD 1.5, batch 32) on 55,000 images of
// MNIST. Every engine has the same data, initial weights and batches, and the engines take turns.
import { engines } from "./peer.mjs";
import { report, row, timesOurs } from "./report.mjs";
import { writeStackedData } from "./stacked-data.mjs";

const TFJS_STEPS = 200;
const EPOCH_STEPS = 1719;

export async function run({ rounds, threads }) {
  await writeStackedData();
  const args = ["--threads", String(threads)];
  const rows = [];

  console.log("cold start: from the start of the process to the end of the first epoch ...");
  const cold = { codings: [], keras: [], pytorch: [] };
  const coldMemory = { codings: [], keras: [], pytorch: [] };
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    for (const name of Object.keys(cold)) {
      const peer = engines[name]([...args, "--cold"]);
      await peer.answer();
      const { peak_rss_bytes: bytes } = await peer.answer();
      cold[name].push(peer.secondsSinceLaunch());
      coldMemory[name].push(bytes / 2 ** 20);
    }
  }
  for (const [name, values] of Object.entries(cold)) rows.push(row(name, "cold start to first epoch", "s", values));
  for (const [name, values] of Object.entries(coldMemory)) rows.push(row(name, "peak memory, training", "MiB", values));

  const peers = {};
  for (const name of Object.keys(engines)) {
    peers[name] = engines[name](args);
    const { version } = await peers[name].answer();
    console.log(`${name} ${version}: warm-up ...`);
    await peers[name].ask(name === "tfjs" ? "steps 50" : "epoch 0");
  }
  const seconds = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const [name, peer] of Object.entries(peers)) {
      const answer = await peer.ask(name === "tfjs" ? `steps ${TFJS_STEPS}` : `epoch ${round}`);
      seconds[name].push(name === "tfjs" ? (answer.seconds * EPOCH_STEPS) / TFJS_STEPS : answer.seconds);
    }
    console.log(
      `round ${round}: ${Object.entries(seconds)
        .map(([name, values]) => `${name} ${values.at(-1).toFixed(2)} s`)
        .join(", ")}`,
    );
  }
  for (const [name, values] of Object.entries(seconds)) rows.push(row(name, "epoch", "s", values));

  // By default, Keras's predict has a batch size of 32. It is fastest with thousands of rows.
  const kerasDefault = [];
  const predicted = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    for (const [name, peer] of Object.entries(peers)) {
      const answer = await peer.ask("predict");
      predicted[name].push(answer.seconds);
      if (name === "keras") kerasDefault.push(answer.batch_32_seconds);
    }
  }
  for (const [name, values] of Object.entries(predicted)) rows.push(row(name, "predict 55,000, best batch", "s", values));
  rows.push(row("codings", "predict 55,000", "s", predicted.codings), row("keras", "predict 55,000", "s", kerasDefault));
  for (const [name, peer] of Object.entries(peers)) {
    if (name !== "tfjs")
      rows.push(row(name, `validation loss after ${rounds + 1} epochs`, "", [(await peer.ask("evaluate")).loss]));
    await peer.ask("quit");
  }

  const of = (engine, metric) => rows.find((r) => r.engine === engine && r.metric === metric);
  const times = (engine, metric = "epoch") => timesOurs(of(engine, metric), of("codings", metric));
  report({
    benchmark: "stacked",
    rounds,
    rows,
    ratios: {
      keras: times("keras"),
      pytorch: times("pytorch"),
      tfjs: times("tfjs"),
      kerasColdStart: times("keras", "cold start to first epoch"),
      kerasMemory: times("keras", "peak memory, training"),
      kerasPredict: times("keras", "predict 55,000"),
      kerasPredictBestBatch: times("keras", "predict 55,000, best batch"),
    },
  });
}
