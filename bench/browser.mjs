// Times one epoch of the stacked autoencoder on MNIST in a Chromium page, and natively in Keras. The engines take turns.
import { configurations, openEpochPage } from "./browser-epoch.mjs";
import { engines } from "./peer.mjs";
import { report, row, timesOurs } from "./report.mjs";
import { writeStackedData } from "./stacked-data.mjs";

export async function run({ rounds, threads }) {
  await writeStackedData();
  const keras = engines.keras(["--threads", String(threads)]);
  await keras.answer();
  await keras.ask("epoch 0");
  const pages = [];
  for (const configuration of configurations) pages.push(await openEpochPage(configuration));
  for (const page of pages) await page.epoch(0);
  const names = pages.map((page, i) => (i === 0 ? "codings" : `codings, isolated page, ${page.threads} threads`));
  const seconds = Object.fromEntries([...names, "keras"].map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const [i, page] of pages.entries()) seconds[names[i]].push((await page.epoch(round)).seconds);
    seconds.keras.push((await keras.ask(`epoch ${round}`)).seconds);
    console.log(
      `round ${round}: ${Object.entries(seconds)
        .map(([name, values]) => `${name} ${values.at(-1).toFixed(2)} s`)
        .join(", ")}`,
    );
  }
  for (const page of pages) await page.close();
  await keras.ask("quit");
  const rows = Object.entries(seconds).map(([name, values]) => row(name, "epoch", "s", values));
  const of = (engine) => rows.find((r) => r.engine === engine);
  report({ benchmark: "browser", rounds, rows, ratios: { keras: timesOurs(of("keras"), of("codings")) } });
}
