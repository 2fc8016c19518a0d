import type { BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { MOST_STORED } from "../../src/studio/run/storage.ts";
import { keptRun, openStudio, pause, restsAt, type StudioPages, shownEpoch } from "./studio.ts";

/** A run that is too long to end during the test. */
const LONG = "data=garments&count=60&hidden=16&epochs=90000";

describe.skipIf(!findChromium())("tabs of the studio", { timeout: 600_000 }, () => {
  let studio: StudioPages;
  let context: BrowserContext;
  beforeAll(async () => {
    studio = await openStudio();
  }, 180_000);
  afterAll(() => studio?.close());
  beforeEach(async () => {
    context = await studio.context();
  });
  afterEach(() => context.close());

  const open = async (hash: string) => {
    const page = await context.newPage();
    await page.goto(studio.url + hash);
    // At full speed, each page would use a core until it is paused.
    await page.getByLabel("Speed").selectOption("20");
    return page;
  };
  const main = (page: Page) => page.locator(".bar .main");
  /** Waits until a page has trained a little. */
  const learns = (page: Page) => expect.poll(() => shownEpoch(page), { timeout: 120_000 }).toBeGreaterThan(0);
  /** Lets a page train a little and pauses it. @returns the epoch that it shows. */
  const paused = async (page: Page) => {
    await learns(page);
    return pause(page);
  };
  /** Returns the ids of the runs in the database, which are the first parts of its keys. */
  const ids = (page: Page) =>
    page.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open("codings-studio");
        request.onsuccess = () => resolve(request.result);
      });
      const keys = await new Promise<IDBValidKey[]>((resolve) => {
        const request = database.transaction("run").objectStore("run").getAllKeys();
        request.onsuccess = () => resolve(request.result);
      });
      database.close();
      return [...new Set(keys.map((key) => String(key).replace(/\/.*/, "")))];
    });

  it("restore their own runs after a reload", async () => {
    const first = await open(`#/work?${LONG}&seed=1`);
    const second = await open(`#/work?${LONG}&seed=2`);
    const [one, two] = [await paused(first), await paused(second)];
    await first.reload();
    await second.reload();
    await restsAt(first, one);
    await restsAt(second, two);
    expect([first.url(), second.url()].map((url) => /seed=\d/.exec(url)![0])).toEqual(["seed=1", "seed=2"]);
  });

  it("restore a run after the user went back to it and reloaded", async () => {
    const page = await open(`#/work?${LONG}&seed=1`);
    const one = await paused(page);
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `#/work?${LONG}&seed=2`);
    await expect.poll(() => main(page).innerText(), { timeout: 120_000 }).toBe("Pause");
    await paused(page);
    await page.goBack();
    await restsAt(page, one);
    await expect.poll(() => keptRun(page)).toMatchObject({ seed: 1, isRunning: false });
    await page.reload();
    await restsAt(page, one);
    expect(page.url()).toContain("seed=1");
  });

  it("never take the run of the original tab if they are duplicates", async () => {
    const first = await open(`#/work?${LONG}&seed=1`);
    const at = await paused(first);
    // A page that another page opens starts with a copy of its sessionStorage, like a duplicated tab.
    const [second] = await Promise.all([
      context.waitForEvent("page"),
      first.evaluate(() => {
        window.open(location.href);
      }),
    ]);
    await paused(second);
    expect(await ids(first)).toHaveLength(2);
    await first.reload();
    await restsAt(first, at);
  });

  it("continue the run of a closed tab if they are new, but never that of an open one", async () => {
    const first = await open(`#/work?${LONG}&seed=1`);
    const one = await paused(first);
    const second = await open(`#/work?${LONG}&seed=2`);
    await paused(second);
    await first.close();
    const third = await open("#/work");
    await restsAt(third, one);
    expect(third.url()).toContain("seed=1");
    // Both runs have a tab now, so a fourth tab starts its own run.
    const fourth = await open("#/work");
    await fourth.locator(".bar .main:not([disabled])").waitFor({ timeout: 120_000 });
    expect(fourth.url()).not.toContain("seed=");
  });

  it("find a run that an earlier version stored without an id", async () => {
    const first = await open(`#/work?${LONG}&seed=1`);
    const at = await paused(first);
    await first.evaluate(async () => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open("codings-studio");
        request.onsuccess = () => resolve(request.result);
      });
      const kept = database.transaction("run", "readwrite").objectStore("run");
      await new Promise<void>((resolve) => {
        kept.transaction.oncomplete = () => resolve();
        const cursors = kept.openCursor();
        cursors.onsuccess = () => {
          const cursor = cursors.result;
          if (!cursor) return;
          const key = String(cursor.key);
          if (key.includes("/")) {
            kept.put(cursor.value, key.replace(/^.*?\//, ""));
            cursor.delete();
          }
          cursor.continue();
        };
      });
      database.close();
    });
    await first.close();
    const second = await open("#/work");
    await restsAt(second, at);
  });

  it("delete all but the newest runs of closed tabs", async () => {
    const page = await open(`#/work?${LONG}&seed=1`);
    await paused(page);
    // Older runs of closed tabs, as another tab would have stored them.
    await page.evaluate(async (most) => {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open("codings-studio");
        request.onsuccess = () => resolve(request.result);
      });
      const kept = database.transaction("run", "readwrite").objectStore("run");
      await new Promise<void>((resolve) => {
        kept.transaction.oncomplete = () => resolve();
        const keys = kept.getAllKeys();
        keys.onsuccess = () => {
          for (const key of keys.result.map(String)) {
            const entry = kept.get(key);
            entry.onsuccess = () => {
              const { at } = entry.result;
              for (let age = 1; age <= most; age++)
                kept.put(at ? { ...entry.result, at: at - age * 1000 } : entry.result, key.replace(/^.*\//, `${age} older/`));
            };
          }
        };
      });
      database.close();
    }, MOST_STORED + 1);
    expect(await ids(page)).toHaveLength(MOST_STORED + 2);
    const newest = await page.evaluate(() => sessionStorage.getItem("run"));
    await page.close();
    const last = await open(`#/work?${LONG}&seed=99`);
    await paused(last);
    await expect.poll(async () => (await ids(last)).length).toBe(MOST_STORED + 1);
    const older = Array.from({ length: MOST_STORED - 1 }, (_, i) => `${i + 1} older`);
    expect(await ids(last)).toEqual(expect.arrayContaining([newest, ...older]));
  });

  it("report in one line that the storage of the browser is full", async () => {
    const page = await context.newPage();
    await page.addInitScript(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("no room", "QuotaExceededError");
      };
    });
    await page.goto(`${studio.url}#/work?${LONG}`);
    await learns(page);
    await main(page).click();
    await expect
      .poll(() => page.getByRole("alert").first().innerText())
      .toMatch(
        /^The storage of this browser is full, so the run is lost when this tab is closed or reloaded\. Delete runs on the page "Runs", or save the model in the tab "Export"\./,
      );
    await page.getByRole("button", { name: "Close the message" }).click();
    await main(page).click();
    await expect.poll(() => main(page).innerText()).toBe("Pause");
    await main(page).click();
    await expect.poll(() => main(page).innerText()).toBe("Run");
    expect(await page.getByRole("alert").first().innerText()).toBe("");
  });
});
