import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { parseHTML } from "linkedom";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { Autoencoder } from "../../src/autoencoders/index.ts";
import { sliceRows } from "../../src/core/ndarray.ts";
import { figureOf } from "../../src/core/words.ts";
import { garments } from "../../src/data/built-in/garments.ts";
import { parseNpy, toNpy } from "../../src/data/readers/npy.ts";
import { zipEntries } from "../../src/data/readers/zip.node.ts";
import { loadModelFolder } from "../../src/models/folder.node.ts";
import { nativeRuntime } from "../../src/runtime/native.node.ts";
import { historyFrom } from "../../src/training/history.ts";
import { runCodings } from "../codings.fixture.ts";
import { axe, faultsOf, keptRun, openStudio, pause, type StudioPages, shownEpoch, trained } from "./studio.ts";

const COUNT = 300;
const { examples } = garments({ count: COUNT });

describe.skipIf(!findChromium())("files exported from the studio", { timeout: 120_000 }, () => {
  let studio: StudioPages;
  let page: Page;
  /** The page that opens files. Each file starts another run. */
  let other: Page;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "codings-takeaway-"));
    mkdirSync("out/studio", { recursive: true });
    studio = await openStudio();
    page = await studio.open(`#/work?tab=take-away&data=garments&count=${COUNT}&epochs=3`);
    await trained(page);
    other = await studio.open("#/work?tab=take-away&data=points-3d&epochs=1");
    await trained(other);
  }, 120_000);
  afterAll(async () => {
    await studio?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const button = (name: string, of = page) => of.getByRole("button", { name, exact: true });
  /** Presses a button and returns the name and the bytes of the downloaded file. */
  async function taken(name: string, of = page) {
    const coming = of.waitForEvent("download", { timeout: 60_000 });
    await button(name, of).click();
    const download = await coming;
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }
  /** Unpacks an archive and returns its folder. */
  function unzipped(bytes: Uint8Array): string {
    const entries = zipEntries(bytes, "model.zip");
    for (const { name, read } of entries) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), read());
    }
    return join(folder, dirname(entries[0]!.name));
  }
  async function codings(...args: string[]) {
    const { status, stdout, stderr } = await runCodings(folder, args);
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }
  const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

  it("contain the codings of all examples as CSV and Parquet, which the archived model also returns in Node", async () => {
    const csv = await taken("Codings as CSV");
    expect(csv.name).toBe("garments-stacked-epoch-3-codings.csv");
    const [header, ...lines] = csv.bytes.toString().trim().split("\n");
    expect(header).toBe(`row,label,${Array.from({ length: 30 }, (_, i) => `z${i + 1}`).join(",")}`);
    expect(lines).toHaveLength(COUNT);
    const pages = lines.flatMap((line) => line.split(",").slice(2).map(Number));
    const parquet = await taken("Codings as Parquet");
    const rows = await parquetReadObjects({ file: Uint8Array.from(parquet.bytes).buffer });
    expect(rows).toHaveLength(COUNT);
    expect(
      farthest(
        rows.flatMap((row) => Array.from({ length: 30 }, (_, i) => row[`z${i + 1}`] as number)),
        pages,
      ),
    ).toBeLessThan(1e-6);

    const zip = await taken("Model folder (.zip)");
    expect(zip.name).toBe("garments-stacked-epoch-3.zip");
    const model = unzipped(zip.bytes);
    const autoencoder = await Autoencoder.load(model);
    expect(farthest((await autoencoder.transform(examples)).data, pages)).toBeLessThan(1e-5);
    expect(autoencoder.history).toHaveLength(3);
    expect(autoencoder.calibration!.quantiles.length).toBeGreaterThan(1);
    writeFileSync(join(folder, "g.npy"), toNpy(examples));
    await codings("encode", model, "g.npy", "-o", "z.npy", "--quiet");
    expect(farthest(parseNpy(readFileSync(join(folder, "z.npy")), "z.npy").data as Float32Array, pages)).toBeLessThan(1e-5);
    await codings("reconstruct", model, "g.npy", "-o", "r.npy", "--quiet");
    expect(readFileSync(join(model, "README.md"), "utf8")).toContain("# stacked autoencoder of garments");
  });

  it("include an archive that opens on the page again, with its losses", async () => {
    const { bytes, name } = await taken("Model folder (.zip)");
    await other.getByLabel("Files to open").setInputFiles({ name, mimeType: "application/zip", buffer: bytes });
    await expect.poll(() => other.url()).toContain("data=garments");
    await trained(other);
    const losses = (of: Page) => of.locator(".bar dd").allInnerTexts();
    const figures = (await losses(page)).slice(0, 3);
    await expect.poll(async () => (await losses(other)).slice(0, 3)).toEqual(figures);
    expect(await other.locator(".bar dt").first().innerText()).toBe("epoch (saved model)");
  });

  it("include an archive that the command line resumes on the examples of the dataset", async () => {
    unzipped((await taken("Model folder (.zip)")).bytes);
    const command = await page.getByRole("region", { name: "Command to continue training" }).innerText();
    expect(command).toBe("codings train garments --out garments-stacked-epoch-3 --resume --epochs 6");
    const [, ...args] = command.replace("--epochs 6", "--epochs 4").split(" ");
    await codings(...args, "--quiet");
    const history = historyFrom(readFileSync(join(folder, "garments-stacked-epoch-3/history.csv"), "utf8"));
    expect(history).toHaveLength(4);
    expect(history[3]!.valLoss).toBeLessThan(history[2]!.valLoss!);
  });

  it("resume a run on a file in the middle of an epoch with the same numbers as without a stop", async () => {
    const name = "own.npy";
    writeFileSync(join(folder, name), toNpy(examples));
    // The speed is set before the run starts, because at full speed the run would end before the pause.
    await other.getByLabel("Speed").selectOption("20");
    await other.getByLabel("Files to open").setInputFiles(join(folder, name));
    await expect.poll(() => other.url()).toContain("data=file");
    await other.getByLabel("Epochs").fill("8");
    await other.getByLabel("Epochs").press("Enter");
    await expect.poll(() => shownEpoch(other), { timeout: 60_000 }).toBeGreaterThan(1.3);
    await pause(other);
    const { epochs } = (await keptRun(other))!;
    if (Number.isInteger(epochs)) {
      await button("Step", other).click();
      await expect.poll(async () => (await keptRun(other))!.epochs).toBeGreaterThan(epochs);
    }
    await other.getByText("The command reads the file own.npy").waitFor();
    const { bytes } = await taken("Model folder (.zip)", other);
    const model = unzipped(bytes);
    const command = await other.getByRole("region", { name: "Command to continue training" }).innerText();
    await other.getByLabel("Speed").selectOption("full");
    const [, ...args] = command.split(" ");
    expect(resolve(folder, args[3]!)).toBe(model);
    const before = historyFrom(readFileSync(join(model, "history.csv"), "utf8"));
    expect(before.length).toBeGreaterThan(0);
    expect((await loadModelFolder(model)).state!.batch).toBeGreaterThan(0);
    await codings(...args, "--quiet");
    const after = historyFrom(readFileSync(join(model, "history.csv"), "utf8"));

    const straight = new Autoencoder({ family: "stacked" });
    const learned = Math.round(COUNT * (5 / 6));
    const { history } = await straight.fit(sliceRows(examples, 0, learned), {
      epochs: 8,
      batchSize: 32,
      validation: sliceRows(examples, learned, COUNT),
      warn: () => undefined,
    });
    expect(after).toHaveLength(8);
    for (const [i, { loss, valLoss }] of history.entries()) {
      expect(Math.abs(after[i]!.loss - loss), `epoch ${i + 1}`).toBeLessThan(1e-4);
      expect(Math.abs(after[i]!.valLoss! - valLoss!), `epoch ${i + 1}`).toBeLessThan(1e-4);
    }
  });

  it("include ONNX files with the inputs and outputs that their descriptions name", async () => {
    const native = await nativeRuntime();
    const some = sliceRows(examples, 0, 7);
    const z = { dtype: "float32", shape: [7, 30], data: new Float32Array(210) } as const;
    for (const [part, feeds, outputs] of [
      ["encoder", { examples: some }, ["codings"]],
      ["decoder", { codings: z }, ["reconstructions"]],
      ["autoencoder", { examples: some }, ["reconstructions"]],
      ["scorer", { examples: some }, ["score", "percentile", "outlier"]],
    ] as const) {
      const { name, bytes } = await taken(`${part}.onnx`);
      expect(name).toBe(`garments-stacked-epoch-3-${part}.onnx`);
      const program = await native.compile(new Uint8Array(bytes));
      const results = await program.run({ ...feeds });
      expect(Object.keys(results).toSorted()).toEqual([...outputs].toSorted());
      await program.close();
      const sentence = await page
        .getByRole("listitem")
        .filter({ hasText: new RegExp(`^${part}\\.onnx`) })
        .innerText();
      for (const word of [...Object.keys(feeds), ...outputs]) expect(sentence).toContain(word);
    }
  });

  const FIGURES = [
    "Network",
    "Learning curve",
    "Reconstructions",
    "Feature detectors of the first layer",
    "Map of the codings",
    "Reconstruction errors",
  ];

  it("include figures as SVG and PNG of the same size, with previews", async () => {
    expect(await page.locator("section:has(> h2:text-is('Figures')) h3").allInnerTexts()).toEqual(FIGURES);
    for (const title of FIGURES) {
      await page.getByRole("img", { name: `${title}: preview` }).waitFor();
      const svg = await taken(`${title} as SVG`);
      expect(svg.name).toMatch(/^garments-stacked-epoch-3-[\w-]+\.svg$/);
      const drawn = await sharp(svg.bytes).metadata();
      const png = await taken(`${title} as PNG`);
      expect(await sharp(png.bytes).metadata()).toMatchObject({
        format: "png",
        width: 2 * drawn.width!,
        height: 2 * drawn.height!,
      });
    }
  });

  it("include a map by t-SNE", async () => {
    await page.getByLabel("Map by").selectOption("tsne");
    const { bytes } = await taken("Map of the codings as SVG");
    expect(bytes.toString()).toContain("by t-SNE");
    expect([...bytes.toString().matchAll(/<(circle|path|use)/g)].length).toBeGreaterThan(50);
    await page.getByLabel("Map by").selectOption("pca");
  });

  it("include a report in one file with the validation loss", async () => {
    const { name, bytes } = await taken("Report (.html)");
    expect(name).toBe("garments-stacked-epoch-3-report.html");
    const html = bytes.toString();
    writeFileSync("out/studio/report.html", html);
    expect(html).not.toMatch(/(src|href)="https?:/);
    const { document } = parseHTML(html);
    const model = unzipped((await taken("Model folder (.zip)")).bytes);
    const last = historyFrom(readFileSync(join(model, "history.csv"), "utf8")).at(-1)!;
    const text = document.body.textContent!.replaceAll(/\s+/g, " ");
    expect(text).toContain(figureOf(last.valLoss!));
    expect(text).toContain(`garments({ count: ${COUNT} })`);
    expect(document.querySelectorAll("svg").length).toBeGreaterThan(3);
    const written = await page.getByText("Done.").count();
    expect(written).toBe(1);
  });

  it("contain an earlier moment without the state that training needs to continue", async () => {
    const slider = page.getByLabel("Moment of the run");
    await slider.focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
    await page.getByText("earlier moments have no optimizer state").waitFor();
    await button("Model folder (.zip)").focus();
    const coming = page.waitForEvent("download");
    await page.keyboard.press("Enter");
    const download = await coming;
    expect(download.suggestedFilename()).not.toContain("epoch-3.zip");
    const names = zipEntries(readFileSync(await download.path()), "past.zip").map(({ name }) => name.replace(/^.*\//, ""));
    expect(names).toContain("model.safetensors");
    expect(names).not.toContain("checkpoint.safetensors");
    await slider.focus();
    await page.keyboard.press("End");
    await page.getByText("Unpack the archive").waitFor();
  });

  it("include a link with all settings", async () => {
    const link = await page.getByRole("region", { name: "Link with all settings" }).innerText();
    expect(link).toBe(`${studio.url}#/work?data=garments&system=stacked&count=${COUNT}&epochs=3`);
    expect(await page.getByRole("region", { name: "TypeScript code" }).innerText()).toContain("new StackedAutoencoder()");
  });

  it("report a failure in one line next to the button, and can be tried again", async () => {
    await page.evaluate(() => {
      const canvas = HTMLCanvasElement.prototype as HTMLCanvasElement & { was?: HTMLCanvasElement["toBlob"] };
      canvas.was = canvas.toBlob;
      canvas.toBlob = (give) => give(null);
    });
    await button("Network as PNG").click();
    const alert = page.getByRole("alert").filter({ hasText: "This browser can't draw a picture" });
    await alert.waitFor();
    await page.evaluate(() => {
      const canvas = HTMLCanvasElement.prototype as HTMLCanvasElement & { was?: HTMLCanvasElement["toBlob"] };
      canvas.toBlob = canvas.was!;
    });
    await taken("Network as PNG");
    await expect.poll(() => alert.count()).toBe(0);
  });

  it("include a model of a table with its columns", async () => {
    const csv = [
      "size,kind,weight",
      ...Array.from({ length: 120 }, (_, i) => `${i % 13},${"abc"[i % 3]},${(i % 13) * 2.5 + (i % 3)}`),
    ];
    writeFileSync(join(folder, "things.csv"), `${csv.join("\n")}\n`);
    await other.getByLabel("Files to open").setInputFiles(join(folder, "things.csv"));
    await expect
      .poll(() => other.getByRole("combobox", { name: /^Data/ }).locator("option:checked").innerText())
      .toBe("things.csv");
    await trained(other);
    await other.getByText("Input: the columns of the table").first().waitFor();
    const model = unzipped((await taken("Model folder (.zip)", other)).bytes);
    const table = (await taken("Codings as CSV", other)).bytes.toString().trim().split("\n");
    const command = await other.getByRole("region", { name: "Command to continue training" }).innerText();
    expect(table[0]).toMatch(/^row,size,kind,weight,z1/);
    await codings("encode", model, "things.csv", "-o", "things-codings.csv", "--quiet");
    const nodes = readFileSync(join(folder, "things-codings.csv"), "utf8").trim().split("\n");
    const z1 = nodes[0]!.split(",").findIndex((name) => /1$/.test(name));
    const first = (lines: readonly string[], at: number) => Number(lines[1]!.split(",")[at]);
    const row = Number(table[1]!.split(",")[0]);
    expect(Math.abs(Number(nodes[row]!.split(",")[z1]) - first(table, 4))).toBeLessThan(1e-4);
    const [, ...args] = command.split(" ");
    await codings(...args, "--quiet");
  });

  it("are offered on a page without violations that axe finds", async () => {
    const ready = async () => {
      await page.getByRole("img", { name: "Reconstruction errors: preview" }).waitFor();
      await page.waitForTimeout(1000);
    };
    expect(await faultsOf(page, { pictures: "take-away", ready })).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it("aren't available before training, and the page says why", async () => {
    await button("Reset").click();
    await page.getByText("The model isn't trained yet. Press Run to train it.").first().waitFor();
    for (const name of ["Model folder (.zip)", "encoder.onnx", "Network as SVG", "Report (.html)", "Codings as CSV"])
      expect(await button(name).isDisabled(), name).toBe(true);
    expect(await axe(page)).toEqual([]);
  });

  it("are made by code that is loaded on demand, only from this server and without errors", async () => {
    const start = studio.requests.length;
    const own = await studio.open("#/work?data=points-3d&epochs=1");
    await trained(own);
    const first = studio.requests.slice(start);
    expect(first.filter((url) => /TakeAway|figures|learning-curve/.test(url))).toEqual([]);
    await own.getByRole("tab", { name: "Export" }).click();
    await own.getByRole("img", { name: "Network: preview" }).waitFor();
    expect(studio.requests.slice(start).filter((url) => /TakeAway/.test(url)).length).toBeGreaterThan(0);
    const others = studio.requests.filter((url) => !url.startsWith(studio.url) && !/^(data|blob):/.test(url));
    expect(others).toEqual([]);
    expect(studio.errors).toEqual([]);
  });
});
