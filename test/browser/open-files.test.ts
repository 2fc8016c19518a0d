import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { openPage } from "../../scripts/page.mjs";
import { ndarray } from "../../src/core/ndarray.ts";
import { packedByLz4, packedByZstd } from "../../src/data/readers/arrow-files.fixture.ts";
import { openImage, openImageFolder } from "../../src/data/readers/image-folder.node.ts";
import { toNpy } from "../../src/data/readers/npy.ts";
import { workbook } from "../../src/data/readers/xlsx.fixture.ts";
import { openTable } from "../../src/data/tables/open.node.ts";
import type { Seen } from "./open-files-page.ts";

const entry = fileURLToPath(new URL("open-files-page.ts", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "codings-open-files-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const file = (path: string, bytes: Uint8Array | string): string => {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, bytes);
  return full;
};
/** Returns a picture with a pattern that depends on the seed. */
const picture = (width: number, height: number, channels: 1 | 3 | 4, seed = 0) =>
  sharp(
    Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 37 + seed * 101) % 256),
    { raw: { width, height, channels } },
  );

describe.skipIf(!findChromium())("pictures that are dropped on a page", { timeout: 120_000 }, () => {
  let opened: Awaited<ReturnType<typeof openPage>>;
  beforeAll(async () => {
    opened = await openPage({ entry });
  });
  afterAll(() => opened.close());
  /** Returns the result of the page after `give` has given it files. */
  const seenAfter = async (give: () => Promise<unknown>): Promise<Seen> => {
    await opened.page.evaluate(() => {
      globalThis.seen = undefined;
    });
    await give();
    await opened.page.waitForFunction(() => globalThis.seen !== undefined);
    return opened.page.evaluate(() => globalThis.seen!);
  };
  const choose = (...paths: string[]) => seenAfter(() => opened.page.setInputFiles("#files", paths));
  const chooseFolder = (path: string) => seenAfter(() => opened.page.setInputFiles("#folder", path));
  /** Drops files as if they were dragged from the desktop. */
  const drop = (...files: string[]) =>
    seenAfter(async () => {
      const session = await opened.page.context().newCDPSession(opened.page);
      const data = { items: [], files, dragOperationsMask: 1 };
      for (const type of ["dragEnter", "dragOver", "drop"] as const)
        await session.send("Input.dispatchDragEvent", { type, x: 100, y: 100, data });
    });

  it("become classes by their subfolders, with the same pixels and order as on the command line, if chosen, dropped or in a .zip", async () => {
    const paths: string[] = [];
    for (const [i, name] of ["ankle boot/1.png", "ankle boot/2.png", "bag/10.png", "bag/2.png", "bag/3.png"].entries())
      paths.push(file(`shoes/${name}`, await picture(28, 20, 1, i).png().toBuffer()));
    file("shoes/.DS_Store", "x");
    file("shoes/about.txt", "x");
    const node = await openImageFolder(join(root, "shoes"), { shuffle: true });
    const zip = file(
      "shoes.zip",
      zipSync(Object.fromEntries(paths.map((path) => [path.slice(root.length + 1), new Uint8Array(readFileSync(path))]))),
    );
    for (const made of [await chooseFolder(join(root, "shoes")), await drop(join(root, "shoes")), await choose(zip)]) {
      expect(made.error).toBeUndefined();
      expect(made).toMatchObject({ name: "shoes", shape: [5, 20, 28], classes: ["ankle boot", "bag"] });
      expect(made.rowNames).toEqual(node.rowNames);
      expect(made.labels).toEqual([...node.labels!.data]);
      expect(made.pixels).toEqual([...node.examples.data]);
    }
  });

  it("may be PNG, JPEG, WebP, GIF and AVIF", async () => {
    const flat = (r: number, g: number, b: number) =>
      sharp({ create: { width: 16, height: 16, channels: 3, background: { r, g, b } } });
    const kinds = {
      png: flat(200, 40, 10),
      jpeg: flat(200, 40, 10),
      webp: flat(200, 40, 10),
      gif: flat(200, 40, 10),
      avif: flat(200, 40, 10),
    };
    for (const [kind, image] of Object.entries(kinds)) {
      // The name has no extension, so the contents determine the kind.
      const made = await choose(file(`kind-${kind}`, await image.toFormat(kind as "png").toBuffer()));
      expect(made.error, kind).toBeUndefined();
      expect(made.shape, kind).toEqual([1, 16, 16, 3]);
      const [r, g, b] = made.pixels!;
      expect(Math.max(Math.abs(r! - 200), Math.abs(g! - 40), Math.abs(b! - 10)), kind).toBeLessThan(8);
    }
  });

  it("may be BMP, and PNG with 16 bits or a palette, and have the same pixels as in Node", async () => {
    const palette = await picture(12, 9, 3).png({ palette: true }).toBuffer();
    const deep = await picture(12, 9, 1).toColourspace("grey16").png().toBuffer();
    const bmp = new Uint8Array(54 + 24);
    bmp.set([0x42, 0x4d, 78, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1, 0, 24]);
    bmp.set([1, 2, 3, 40, 50, 60, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0, 200, 100, 0, 255, 255, 255, 0, 0], 54);
    for (const [name, bytes] of Object.entries({ "a.bmp": bmp, "b.png": palette, "c.png": deep })) {
      const path = file(name, bytes);
      const [made, { examples }] = [await choose(path), await openImage(path)];
      expect([made.error, made.shape], name).toEqual([undefined, examples.shape]);
      expect(made.pixels, name).toEqual([...examples.data]);
    }
  });

  it("may also be Excel and Arrow tables, JSON of pandas and arrays with missing values, even with a strict Content-Security-Policy", async () => {
    await opened.page.evaluate(() => {
      const policy = document.createElement("meta");
      policy.httpEquiv = "Content-Security-Policy";
      policy.content = "script-src 'self'; worker-src 'self'";
      document.head.append(policy);
    });
    const numbers = Array.from({ length: 20_000 }, (_, i) => [Math.sin(i), i % 7, ["p", "q"][i % 2]!]);
    const gaps = ndarray(
      "float32",
      [40, 2],
      Float32Array.from({ length: 80 }, (_, i) => (i % 9 === 4 ? Number.NaN : (i * 7) % 13)),
    );
    const files = {
      "large.xlsx": workbook({ Data: [["x", "y", "c"], ...numbers] }),
      "t.feather": packedByLz4(),
      "u.feather": packedByZstd(),
      "split.json": JSON.stringify({ columns: ["x", "c"], data: numbers.slice(0, 50).map(([x, , c]) => [x, c]) }),
      "gaps.npy": toNpy(gaps),
    };
    for (const [name, bytes] of Object.entries(files)) {
      const path = file(`tables/${name}`, bytes);
      const made = await choose(path);
      const node = await openTable(path, { validation: 0.1 });
      expect([made.error, made.shape], name).toEqual([undefined, node.examples.shape]);
      expect(made.pixels, name).toEqual([...node.examples.data.subarray(0, 50_000)]);
    }
  });

  it("are scaled to the most common size, rotated by their EXIF orientation, and drawn on white", async () => {
    const wide = await picture(200, 100, 3).jpeg().toBuffer();
    const turned = await picture(100, 200, 3).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const clear = await sharp({ create: { width: 90, height: 70, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
      .png()
      .toBuffer();
    const made = await choose(file("a.jpg", wide), file("b.jpg", turned), file("c.png", clear));
    expect(made.shape).toEqual([3, 32, 64, 3]);
    expect(made.notes).toEqual([
      "The images have 2 sizes, most often 200 x 100. Each was scaled to fill 64 x 32 and then cropped.",
    ]);
    const at = made.rowNames!.indexOf("c.png") * 32 * 64 * 3;
    expect(new Set(made.pixels!.slice(at, at + 32 * 64 * 3))).toEqual(new Set([255]));
  });

  it("are skipped and listed if they are broken, and cause an error if all are", async () => {
    const good = await picture(20, 20, 3).png().toBuffer();
    const paths = [
      file("broken/good.png", good),
      file("broken/half.png", good.subarray(0, good.length / 2)),
      file("broken/empty.png", ""),
      file("broken/text.png", "not a picture"),
      file("broken/scan.tif", await picture(20, 20, 3).tiff().toBuffer()),
    ];
    const made = await choose(...paths);
    expect(made.shape).toEqual([1, 20, 20, 3]);
    expect(made.notes).toHaveLength(1);
    expect(made.notes![0]).toMatch(/^4 of 5 images can't be read and were skipped: /);
    for (const reason of [
      "half.png is broken or cut short",
      "empty.png is an empty file",
      "text.png is not an image in a supported format",
      "scan.tif is a TIFF image",
    ])
      expect(made.notes![0]).toContain(reason);
    expect((await choose(paths[1]!)).error).toBe("half.png is broken or cut short.");
    expect((await choose(paths[1]!, paths[2]!)).error).toMatch(/^None of the 2 images can be read: /);
  });

  it("are read from the folder train if there are folders train and test", async () => {
    for (const [i, name] of ["train/a/1.png", "train/b/2.png", "test/a/1.png"].entries())
      file(`parts/${name}`, await picture(8, 8, 1, i).png().toBuffer());
    const made = await drop(join(root, "parts"));
    expect(made).toMatchObject({ name: "parts", shape: [2, 8, 8], classes: ["a", "b"] });
    expect(made.notes).toEqual(["There are folders train and test, and only train was opened. To see the other, drop it alone."]);
  });

  it("may also be a table or a model folder, without requests and errors", async () => {
    expect(
      await drop(file("t.csv", `x,y\n${Array.from({ length: 30 }, (_, i) => `${i % 7},${i % 3}`).join("\n")}\n`)),
    ).toMatchObject({
      name: "t.csv",
      shape: [30, 2],
    });
    file("model/config.json", "{}");
    file("model/model.safetensors", "x");
    expect(await drop(join(root, "model"))).toMatchObject({ kind: "model", rowNames: ["config.json", "model.safetensors"] });
    expect(opened.errors).toEqual([]);
    expect(opened.sources.filter((path) => /\.node\.ts$|duckdb|sharp/.test(path))).toEqual([]);
    expect(opened.requests.filter((url) => !url.startsWith(opened.origin) && !/^(data|blob):/.test(url))).toEqual([]);
  });

  it("are read within seconds if there are 3,000 small ones", async () => {
    const image = await picture(28, 28, 1).png().toBuffer();
    const zip = zipSync(
      Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`many/${i % 10}/${i}.png`, new Uint8Array(image)])),
      { level: 0 },
    );
    const made = await choose(file("many.zip", zip));
    expect(made.shape).toEqual([3000, 28, 28]);
    expect(made.seconds).toBeLessThan(20);
  });
});
