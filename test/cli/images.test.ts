import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { parseNpy } from "../../src/data/readers/npy.ts";
import { runCodings } from "../codings.fixture.ts";

let folder = "";

/** Writes a folder of two classes of small colour images with a text file, and a folder of other sizes with a broken image. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "codings-images-"));
  for (const [name, colour] of Object.entries({ leaf: "#20a040", sky: "#3060e0" }))
    for (const data of ["photos", "broken"]) {
      mkdirSync(join(folder, data, name), { recursive: true });
      for (let i = 0; i < 12; i++) {
        const base = sharp({
          create: { width: data === "photos" ? 18 : 40 + i, height: 20, channels: 3, background: "#f0e8d8" },
        });
        const spot = await sharp({ create: { width: 8, height: 6, channels: 3, background: colour } })
          .png()
          .toBuffer();
        const picture = base.composite([{ input: spot, left: i % 9, top: (3 * i) % 13 }]);
        await picture.png().toFile(join(folder, data, name, `${i}.png`));
      }
    }
  writeFileSync(join(folder, "photos/notes.txt"), "not a picture");
  const whole = readFileSync(join(folder, "broken/sky/3.png"));
  writeFileSync(join(folder, "broken/sky/3.png"), whole.subarray(0, 60));
  mkdirSync(join(folder, "empty"));
  expect((await train("photos", "model")).status).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const codings = (...args: string[]) => runCodings(folder, args);
const bytes = (file: string) => readFileSync(join(folder, file));
const train = (data: string, out: string, ...more: string[]) =>
  codings("train", data, "--codings", "4", "--hidden", "8", "--validation", "6", "--epochs", "2", "--out", out, ...more);

describe("a folder of images", () => {
  it("trains a convolutional model, which resizes other images to its size", async () => {
    const model = "convolutional";
    const trained = await train("photos", model, "--model", model);
    expect(trained.stderr).toContain("photos: 18 examples of 20 x 18 x 3 for training, 6 held out");
    expect(trained.stderr).toContain("1 .txt in photos was skipped: not in a supported image format.");
    expect(trained.status).toBe(0);
    expect((await codings("reconstruct", model, "photos", "-o", "all.npy")).status).toBe(0);
    expect(parseNpy(bytes("all.npy"), "all.npy").shape).toEqual([24, 20, 18, 3]);
    const others = await codings("reconstruct", model, "broken", "--skip-bad", "-o", "pairs.png", "--count", "5");
    expect(others.stderr).toMatch(/^1 of 24 images can't be read and was skipped: sky\/3\.png is broken or cut short/);
    expect(others.status).toBe(0);
    const { width, channels } = await sharp(join(folder, "pairs.png")).metadata();
    expect([width > 400, channels >= 3]).toEqual([true, true]);
  });

  it("is encoded in the order of its names, which are the first column", async () => {
    const { stdout } = await codings("encode", "model", "photos", "-o", "-");
    const lines = stdout.trim().split("\n");
    expect([lines.length, lines[0]]).toEqual([25, "name,z1,z2,z3,z4"]);
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(
      ["leaf", "sky"].flatMap((name) => Array.from({ length: 12 }, (_, i) => `${name}/${i}.png`)),
    );
    expect((await codings("encode", "model", "photos/sky/7.png", "-o", "-")).stdout.split("\n")[1]).toBe(
      lines[20]!.replace("sky/7.png", "7.png"),
    );
  });

  it("is mapped with the names of its classes and files", async () => {
    const map = async (file: string) => (await codings("map", "model", "photos", "--method", "pca", "-o", file)).status;
    expect([await map("map.csv"), await map("map.svg"), await map("map.html")]).toEqual([0, 0, 0]);
    expect(bytes("map.csv").toString()).toMatch(/^row,name,x,y,label\n1,leaf\/0\.png,[-\d.e]+,[-\d.e]+,leaf\n/);
    expect(bytes("map.svg").toString()).toMatch(/>leaf<[\s\S]*>sky</);
    expect(bytes("map.html").toString()).toContain('"rowNames":["leaf/0.png"');
  });

  it("has rows that are identified by their names", async () => {
    const { stdout } = await codings("similar", "model", "photos", "--to", "name=sky/7.png", "-n", "2", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ to: 20, rows: [{}, {}] });
  });

  it("can be denoised, and its labels train a classifier", async () => {
    expect((await train("photos", "clean", "--model", "denoising")).status).toBe(0);
    const denoised = await codings("denoise", "clean", "photos", "--noise", "-o", "denoised.png", "--json");
    expect(JSON.parse(denoised.stdout)).toMatchObject({ output: "denoised.png", shape: [10, 20, 18, 3] });
    const { status, stdout } = await train("photos", "labelled", "--model", "stacked", "--pretrain", "--json");
    expect([status, JSON.parse(stdout).labelled]).toEqual([0, 18]);
  });

  it("is resized to the given size and colours, which the model stores and a resumed run uses", async () => {
    const wanted = ["--size", "12x16", "--channels", "grey"];
    expect((await train("broken", "grey", ...wanted, "--skip-bad")).stderr).toContain("17 examples of 12 x 16 for training");
    expect((await codings("reconstruct", "grey", "photos", "-o", "grey.npy")).status).toBe(0);
    expect(parseNpy(bytes("grey.npy"), "grey.npy").shape).toEqual([24, 12, 16]);
    const resumed = await codings("train", "broken", "--out", "grey", "--resume", "--epochs", "3");
    expect([resumed.status, resumed.stderr.includes("12 x 16")]).toEqual([0, true]);
    const other = await codings("train", "broken", "--out", "grey", "--resume", "--size", "12x17");
    expect([other.status, other.stderr]).toEqual([
      1,
      "codings: --resume continues the saved run, whose size is [12,16], not [12,17]. Leave the option out, or start a new run with another --out.\n",
    ]);
  });

  test.each([
    ["a broken image", ["broken"], 1, /^codings: broken\/sky\/3\.png is broken or cut short.* --skip-bad \(skipBad: true\)\.\n$/],
    ["an empty folder", ["empty"], 1, /^codings: empty contains no files\. Give a folder with images/],
    ["an impossible size", ["photos", "--size", "3xx"], 2, /^codings: --size must be HEIGHTxWIDTH, such as 32x48, .*"3xx"\.\n$/],
  ])("with %s stops with one line", async (_what, args, exit, line) => {
    const { status, stderr } = await train(args[0]!, "none", ...args.slice(1));
    expect(stderr).toMatch(line);
    expect([status, stderr.trim().split("\n").length]).toEqual([exit, 1]);
  });
});

it("an array in a .npz archive is selected by its name", async () => {
  const { several } = JSON.parse(readFileSync("test/fixtures/npz.json", "utf8")) as { several: string };
  writeFileSync(join(folder, "pairs.npz"), Buffer.from(several, "base64"));
  const unnamed = await train("pairs.npz", "pairs");
  expect([unnamed.status, unnamed.stderr]).toEqual([
    1,
    "codings: pairs.npz holds the arrays before, after, and none has a usual name. Choose one: pairs.npz:before\n",
  ]);
  const { status, stderr } = await train("pairs.npz:after", "pairs", "--validation", "1");
  expect(status, stderr).toBe(0);
});
