import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { afterAll, beforeAll, it } from "vitest";
import { openStudio, type StudioPages, trained } from "./studio.ts";

let studio: StudioPages;
beforeAll(async () => {
  const t = performance.now();
  studio = await openStudio();
  console.log("openStudio", performance.now() - t);
}, 240_000);
afterAll(() => studio?.close());
it("axe", async () => {
  for (const hash of [
    "#/work?tab=take-away&data=garments&count=300&epochs=3",
    "#/work?tab=anomalies&data=mnist&count=1000&epochs=5",
  ]) {
    let t = performance.now();
    const lap = (what: string) => {
      console.log(hash.slice(0, 20), what, Math.round(performance.now() - t));
      t = performance.now();
    };
    const own = await studio.open(hash);
    lap("open");
    await trained(own);
    lap("trained");
    await own.waitForTimeout(1000);
    const { resolve } = createRequire(import.meta.url);
    await own.evaluate(await readFile(resolve("axe-core/axe.min.js"), "utf8"));
    lap("axe loaded");
    for (const options of ["{}", '{resultTypes:["violations"]}', '{resultTypes:["violations"],preload:false}', "{}"]) {
      const r = (await own.evaluate(
        `axe.run("html", Object.assign(${options},{performanceTimer:false})).then(r=>[r.violations.length,r.passes.length,document.querySelectorAll("*").length])`,
      )) as number[];
      lap(`axe ${options} ${r.join()}`);
    }
    await own.screenshot({ path: "/tmp/shot-tests.png", fullPage: true });
    lap("screenshot");
    await own.context().close();
    lap("close");
  }
}, 400_000);
