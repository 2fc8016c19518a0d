import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseHTML } from "linkedom";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { openPage } from "../../scripts/page.mjs";
import { Autoencoder, autoencoderFrom } from "../../src/autoencoders/index.ts";
import { temporaryFolder } from "../../src/core/temporary.fixture.ts";
import { garments } from "../../src/data/built-in/garments.ts";
import { openFiles } from "../../src/data/open-files.ts";
import { zipEntries } from "../../src/data/readers/zip.node.ts";
import { toPng } from "../../src/figures/png.node.ts";
import { pngUrl } from "../../src/figures/sprite-sheet.node.ts";
import { measureDataset, reportOf } from "../../src/report/index.ts";
import { wasmRuntime } from "../../src/runtime/wasm.ts";
import { allFigures } from "./figures-recipe.ts";
import { reported } from "./report-recipe.ts";
import type {} from "./takeaway-page.ts";

const folder = temporaryFolder();
const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64"));

describe.skipIf(!findChromium())("files made in a page of Chromium", { timeout: 120_000 }, () => {
  let opened: Awaited<ReturnType<typeof openPage>>;
  beforeAll(async () => {
    opened = await openPage({ entry: fileURLToPath(new URL("takeaway-page.ts", import.meta.url)) });
  }, 60_000);
  afterAll(() => opened?.close());

  it("include a zip that Node reads as the same autoencoder", async () => {
    const { zip, codings, history } = await opened.page.evaluate(() => globalThis.zipInPage());
    for (const { name, read } of zipEntries(bytesOf(zip), "page.zip")) {
      expect(name).toMatch(/^of a page\/[a-zA-Z.]+$/);
      mkdirSync(folder.path("of a page"), { recursive: true });
      writeFileSync(folder.path(name), read());
    }
    const autoencoder = await Autoencoder.load(folder.path("of a page"));
    const { examples } = garments({ count: 100 });
    const { data } = await autoencoder.transform(examples, { runtime: await wasmRuntime({ threads: 1 }) });
    expect([...data]).toEqual(codings);
    const native = await autoencoder.transform(examples);
    expect(Math.max(...native.data.map((x, i) => Math.abs(x - codings[i]!)))).toBeLessThan(1e-5);
    expect(autoencoder.history).toEqual(history);
    expect(autoencoder.calibration!.quantiles.length).toBeGreaterThan(1);
  });

  it.each(["autoencoder", "learning", "map"])("include a PNG that looks like the one made in Node: %s", async (name) => {
    const { png, width, height } = await opened.page.evaluate((which) => globalThis.pngInPage(which), name);
    mkdirSync("out/takeaway", { recursive: true });
    writeFileSync(`out/takeaway/${name}.png`, bytesOf(png));
    const [own, nodes] = [sharp(bytesOf(png)), sharp(toPng(allFigures()[name]!))];
    for (const picture of [own, nodes])
      expect(await picture.metadata()).toMatchObject({ width: 2 * width, height: 2 * height, format: "png" });
    // Fonts and Plot's half pixels differ, so reduced pictures are compared.
    const fromAfar = (picture: Sharp) => picture.flatten().resize(60, 60, { fit: "fill" }).greyscale().raw().toBuffer();
    const [a, b] = [await fromAfar(own), await fromAfar(nodes)];
    const off = a.reduce((sum, byte, i) => sum + Math.abs(byte - b[i]!), 0);
    expect(off).toBeLessThan(b.reduce((sum, byte) => sum + 255 - byte, 0) / 2);
  });

  it("include a report with the same text and pictures as the one made in Node", async () => {
    const { html, zip } = await opened.page.evaluate(() => globalThis.reportInPage());
    const bytes = bytesOf(zip);
    const found = await openFiles([{ path: "reported.zip", size: bytes.length, bytes: async () => bytes }]);
    const { autoencoder } = autoencoderFrom(found.kind === "model" ? found.files : {});
    const runtime = await wasmRuntime({ threads: 1 });
    const { dataset, options } = await reported(runtime, autoencoder);
    const measured = await measureDataset(autoencoder, dataset, options);
    const expected = reportOf(measured, { title: options.title, subtitle: options.subtitle, pngUrl });
    mkdirSync("out/takeaway", { recursive: true });
    writeFileSync("out/takeaway/report.html", html);
    const [own, nodes] = [html, expected].map((page) => parseHTML(page).document) as [Document, Document];
    const textsOf = ({ body }: Document) => body.textContent!.replaceAll(/\s+/g, " ");
    expect(textsOf(own)).toBe(textsOf(nodes));
    expect(own.querySelectorAll("svg")).toHaveLength(nodes.querySelectorAll("svg").length);
    const pixelsOf = (page: Document) =>
      Promise.all(
        Array.from(page.querySelectorAll(".pairs img"), (image) =>
          sharp(Buffer.from(image.getAttribute("src")!.split(",")[1]!, "base64"))
            .removeAlpha()
            .greyscale()
            .raw()
            .toBuffer(),
        ),
      );
    const pixels = await pixelsOf(own);
    expect(pixels).toHaveLength(48);
    expect(pixels).toEqual(await pixelsOf(nodes));
  });

  it("are refused with one line if a picture would be too large", async () => {
    expect(await opened.page.evaluate(() => globalThis.hugeInPage())).toMatch(
      /^This browser can't draw a picture of \d+ x \d+ pixels\. Save the figure as SVG instead\.$/,
    );
  });

  it("are made without errors and without code for Node", () => {
    expect(opened.errors).toEqual([]);
    expect(opened.sources.filter((path) => /linkedom|\.node\.ts$|node_modules\/zod\/v4\/classic/.test(path))).toEqual([]);
  });
});
