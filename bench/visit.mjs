// Visits the studio as a newcomer with own data: `npm run bench -- visit`. It does twelve tasks with a table, pictures, a series and an ONNX file.
// It prints the seconds of each, and saves a picture of each step in out/bench/visit, for people to look at.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { toPng } from "../dist/figures/png.node.js";
import { serveStudio } from "../dist/studio/server/serve.node.js";
import { findChromium } from "../scripts/chromium.mjs";
import { PAGE } from "../scripts/studio.mjs";

const FOLDER = "out/bench/visit";

const csv = (name, rows) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(`${rows.map((row) => row.join(",")).join("\n")}\n`),
});

/** Orders with missing ages, one strange income and a column of yes and no. */
const orders = () =>
  csv("orders.csv", [
    ["order", "age", "income", "country", "member"],
    ...Array.from({ length: 400 }, (_, i) => {
      const age = 20 + ((i * 37) % 41);
      const income = i === 33 ? 999_999 : 900 * age + ((i * 53) % 900);
      return [`o${i}`, i % 15 === 3 ? "" : age, income, ["AT", "DE", "IT"][i % 3], age > 40 ? "yes" : "no"];
    }),
  ]);

/** Half-hourly readings with a stuck value. */
const sensors = () =>
  csv("sensors.csv", [
    ["time", "level", "temperature"],
    ...Array.from({ length: 1000 }, (_, i) => {
      const angle = (i / 48) * 2 * Math.PI;
      const level = i >= 600 && i < 620 ? 19 : 10 + 3 * Math.sin(angle) + 0.1 * Math.sin(7.3 * i);
      const time = new Date(Date.UTC(2024, 0, 1) + 1_800_000 * i).toISOString().slice(0, 16).replace("T", " ");
      return [time, level.toFixed(3), (20 + 5 * Math.cos(angle) + 0.2 * Math.sin(5.1 * i)).toFixed(3)];
    }),
  ]);

/** Coloured discs and squares. */
const pictures = () =>
  Array.from({ length: 60 }, (_, i) => {
    const colour = `rgb(${(37 * i) % 256},${(91 * i) % 256},${255 - ((53 * i) % 256)})`;
    const [x, y] = [4 + ((3 * i) % 10), 4 + ((5 * i) % 14)];
    const shape =
      i % 2
        ? `<rect x="${x}" y="${y}" width="12" height="12" fill="${colour}"/>`
        : `<circle cx="${x + 8}" cy="${y + 7}" r="7" fill="${colour}"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 32 32">${shape}</svg>`;
    return { name: `shape-${i}.png`, mimeType: "image/png", buffer: Buffer.from(toPng({ svg, width: 16, height: 16 })) };
  });

/** The twelve tasks. Each ends when its result is shown. */
const steps = (page) => {
  const tab = (name) => page.getByRole("tab", { name }).click();
  const card = (name) => page.locator(`section[aria-label="${name}"]`);
  const open = async (files) => {
    const [first] = [files].flat();
    await page.getByLabel("Files to open").first().setInputFiles(files);
    await page.locator("main").getByText(/epoch/).first().waitFor();
    await page.waitForFunction(
      (name) => document.querySelector(".bench")?.innerText.includes(name),
      Array.isArray(files) ? `${files.length} files` : first.name,
    );
  };
  const trained = () => page.getByRole("button", { name: "Continue", exact: true }).waitFor({ timeout: 120_000 });
  const task = async (name, button) => {
    await tab("Tasks");
    await card(name).getByRole("button", { name: button, exact: true }).click();
    await card(name).locator(".result").waitFor({ timeout: 180_000 });
    await card(name).scrollIntoViewIfNeeded();
  };
  return {
    "see a model learn": () => page.waitForFunction(() => /Epoch [1-9]/.test(document.body.innerText)),
    "look at a unit": async () => {
      await page.getByRole("link", { name: "Open the workbench" }).click();
      await page.getByRole("region", { name: "Network" }).getByRole("button", { name: "unit 3 of layer 1", exact: true }).click();
      await page.getByRole("heading", { name: "Unit 3 of layer 1" }).waitFor();
    },
    "train step by step": async () => {
      await page.getByRole("button", { name: "Pause", exact: true }).click();
      await page.getByRole("button", { name: "Step", exact: true }).click();
      await page.getByRole("button", { name: "Epoch", exact: true }).click();
      await page.getByRole("button", { name: "Run", exact: true }).waitFor();
    },
    "change a setting": async () => {
      await page.getByLabel("Codings", { exact: true }).fill("10");
      await page.getByLabel("Codings", { exact: true }).press("Enter");
      await page.getByText("784 → 10").first().waitFor();
      await page.getByRole("button", { name: "Run", exact: true }).click();
      await page.locator(".curve").waitFor();
      await page.waitForTimeout(2000);
    },
    "open a table": async () => {
      await open(orders());
      await trained();
    },
    "find strange rows": async () => {
      await tab("Anomalies");
      await page.getByRole("region", { name: "Rows with the largest errors" }).waitFor();
    },
    "fill missing values": () => task("Fill missing values", "Fill the missing values"),
    "find similar rows": () => task("Similar rows", "Find similar rows"),
    "open pictures": async () => {
      await open(pictures());
      await tab("Training");
      await trained();
    },
    "find faults in a series": async () => {
      await open(sensors());
      await task("Faults in a series", "Find faults");
    },
    "export an ONNX file and open it": async () => {
      await trained();
      await tab("Export");
      const coming = page.waitForEvent("download");
      await page.getByRole("button", { name: "encoder.onnx", exact: true }).click();
      const path = await (await coming).path();
      await page
        .getByLabel("Files to open")
        .first()
        .setInputFiles({ name: "encoder.onnx", mimeType: "application/octet-stream", buffer: readFileSync(path) });
      await page.waitForTimeout(2000);
    },
    "compare runs": async () => {
      await page.getByRole("link", { name: "Runs", exact: true }).click();
      await page.getByLabel("Compare").nth(1).waitFor();
      for (const box of (await page.getByLabel("Compare").all()).slice(0, 3)) await box.check();
      await page
        .getByRole("img", { name: /^Map of the codings/ })
        .first()
        .waitFor();
    },
  };
};

export async function run() {
  mkdirSync(FOLDER, { recursive: true });
  const server = await serveStudio({ root: FOLDER, page: PAGE, port: 0 });
  const browser = await chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const errors = [];
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(server.at());
  for (const [i, [name, work]] of Object.entries(steps(page)).entries()) {
    const began = performance.now();
    await work();
    const path = join(FOLDER, `${String(i + 1).padStart(2, "0")}-${name.replaceAll(" ", "-")}.png`);
    await page.screenshot({ path });
    console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${name}: ${path}`);
  }
  await browser.close();
  await server.close();
  console.log(errors.length === 0 ? "No errors in the page." : `Errors in the page:\n${errors.join("\n")}`);
  if (errors.length > 0) process.exitCode = 1;
}
