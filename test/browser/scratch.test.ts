import { afterAll, beforeAll, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { lessons } from "../../src/studio/lessons/index.ts";
import { toParameters } from "../../src/studio/settings/address.ts";
import { openStudio, type StudioPages } from "./studio.ts";

let studio: StudioPages;
beforeAll(async () => {
  studio = await openStudio();
}, 240_000);
afterAll(() => studio?.close());
it("monkey", async () => {
  const page = await studio.open("#/lessons");
  const source = random(Number(process.env.SEED ?? 1));
  const tabs = ["learn", "network", "codings", "noise", "anomalies", "take-away"];
  const hashes = [
    ...lessons.map(
      ({ name, settings }) => `#/lessons/${name}?${toParameters({ ...settings, count: 60, epochs: 1 + source.integer(300) })}`,
    ),
    ...[1, 2, 3].map((seed) => `#/work?data=garments&count=60&hidden=16&codings=7&epochs=2&seed=${seed}`),
    ...[1, 2, 3].map((seed) => `#/work?data=garments&count=60&hidden=16&codings=7&epochs=2000&seed=${seed}`),
    "#/lessons",
    "#/",
  ];
  const began = performance.now();
  for (let round = 0; performance.now() - began < 240_000; round++) {
    const n = 1 + source.integer(5);
    let hash = "";
    const done: string[] = [];
    for (let i = 0; i <= n; i++) {
      hash = i === n ? hashes[source.integer(hashes.length - 2)]! : hashes[source.integer(hashes.length)]!;
      if (hash.includes("?")) hash += `&tab=${tabs[source.integer(6)]}`;
      done.push(hash);
      await page.evaluate((to) => {
        location.hash = to;
      }, hash);
      const wait = [0, 0, 20, 100, 500][source.integer(5)]!;
      if (wait > 0) await page.waitForTimeout(wait);
      if (source.integer(4) === 0)
        await page
          .locator(".bar .main:enabled")
          .click({ timeout: 50 })
          .catch(() => undefined);
      if (source.integer(6) === 0)
        await page
          .getByRole("button", { name: "Step" })
          .click({ timeout: 50 })
          .catch(() => undefined);
    }
    const t = performance.now();
    try {
      await page.locator(".bar .main:enabled").waitFor({ timeout: 60_000 });
      console.log("ROUND", round, Math.round(performance.now() - t));
      if ((await page.locator(".bar .main").innerText()) === "Pause") {
        const epoch = () => page.locator(".bar dd").first().innerText();
        const at = await epoch();
        await expect
          .poll(async () => (await epoch()) !== at || (await page.locator(".bar .main").innerText()) !== "Pause", {
            timeout: 60_000,
          })
          .toBe(true);
      }
    } catch (error) {
      console.log("STUCK", done, page.url(), await page.evaluate(() => document.body.innerText));
      console.log(String(error));
      throw error;
    }
  }
}, 600_000);
