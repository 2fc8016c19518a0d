import { spawnSync } from "node:child_process";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { garments } from "../../src/data/built-in/garments.ts";
import { parseNpy, toNpy } from "../../src/data/readers/npy.ts";
import { first } from "../../src/data/split.ts";
import { childProcesses, ending, until } from "../children.fixture.ts";
import { runCodings } from "../codings.fixture.ts";

const main = resolve("dist/cli/main.js");
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-cli-"));
  writeFileSync(join(folder, "small.npy"), toNpy(first(garments({ count: 1000 }), 1000).examples));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Training takes one thread, because the test files share the cores. More threads would mostly wait for each other. */
const argumentsOf = (args: readonly string[]): string[] => [...args, ...(args[0] === "train" ? ["--threads", "1"] : [])];

const codings = (...args: string[]) => runCodings(folder, argumentsOf(args));

const start = childProcesses();
const small = ["train", "small.npy", "--validation", "100", "--quiet"];

describe("train", () => {
  it("prints problems of the model after the loss, with flags that solve them", async () => {
    const worse = ["train", "small.npy", "--validation", "100", "--epochs", "1", "--out", "worse", "--json"];
    const { stdout, stderr } = await codings(...worse);
    const flags =
      "--loss mse), another optimizer (--optimizer adam), its usual learning rate (--learning-rate 0.001), initial weights from PCA (--start pca) and more epochs (--epochs 50).";
    const [closing, folderLine, finding] = stderr.trim().split("\n").slice(-3);
    expect(closing).toMatch(/^loss [\d.]+, /);
    expect(folderLine).toBe("The model is in worse");
    expect(finding).toMatch(
      /^! The model is worse than PCA: its mean squared error is [\d.]+, and that of 30 principal components is [\d.]+\./,
    );
    expect(finding!.endsWith(flags)).toBe(true);
    const [{ kind, remedy }] = JSON.parse(stdout).findings;
    expect([kind, remedy.start]).toEqual(["worseThanPca", "pca"]);
    const mended = ["--loss", "mse", "--optimizer", "adam", "--learning-rate", "0.001", "--start", "pca", "--epochs", "50"];
    expect(JSON.parse((await codings(...worse, ...mended)).stdout).findings).toEqual([]);
  });

  it("writes a complete model folder and one JSON object", async () => {
    const { status, stdout } = await codings(...small, "--epochs", "2", "--out", "model", "--json");
    expect(status).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ out: "model", epochs: 2, interrupted: false });
    expect(result.valLoss).toBeLessThan(0.6);
    expect(readdirSync(join(folder, "model")).toSorted()).toEqual(
      [
        "README.md",
        "autoencoder.onnx",
        "checkpoint.safetensors",
        "config.json",
        "decoder.onnx",
        "encoder.onnx",
        "history.csv",
        "model.safetensors",
        "scorer.onnx",
      ].toSorted(),
    );
  });

  it("with patience prints the loss of the epoch whose weights it keeps", async () => {
    const recipe = ["--optimizer", "adam", "--learning-rate", "0.02", "--patience", "3", "--epochs", "60", "--out", "patient"];
    const { stdout, stderr } = await codings("train", "small.npy", "--validation", "100", ...recipe, "--json");
    const [header, ...rows] = readFileSync(join(folder, "patient/history.csv"), "utf8").trim().split("\n");
    const place = header!.split(",").indexOf("valLoss");
    const losses = rows.map((row) => Number(row.split(",")[place]));
    const best = Math.min(...losses);
    expect(losses.at(-1)).toBeGreaterThan(best);
    expect(JSON.parse(stdout).valLoss).toBeCloseTo(best, 6);
    expect(stderr).toMatch(new RegExp(`valLoss ${best.toFixed(4)}, .*the weights of epoch ${losses.indexOf(best) + 1}\n`));
  });

  it("prints epochs 1, 10, 100 and the last one if stderr isn't a terminal", async () => {
    const table = ["x,y", ...Array.from({ length: 120 }, (_, i) => `${i % 7},${(i % 7) * 2 + (i % 3)}`)].join("\n");
    writeFileSync(join(folder, "table.csv"), table);
    const { stdout, stderr } = await codings(
      "train",
      "table.csv",
      "--epochs",
      "130",
      "--patience",
      "130",
      "--out",
      "told",
      "--json",
    );
    const epochs = [...stderr.matchAll(/^epoch (\d+)\/130: loss/gm)].map(([, epoch]) => Number(epoch));
    // There is one more line for each five seconds of training.
    expect(epochs).toEqual(expect.arrayContaining([1, 10, 100, 130]));
    expect(epochs.length).toBeLessThan(20);
    expect(JSON.parse(stdout).epochs).toBe(130);
  });

  it("has the same bits after resuming as without interruption", async () => {
    const recipe = ["--optimizer", "adam", "--hidden", "20", "--codings", "5"];
    expect((await codings(...small, ...recipe, "--epochs", "4", "--out", "whole")).status).toBe(0);
    expect((await codings(...small, ...recipe, "--epochs", "2", "--out", "parts")).status).toBe(0);
    expect((await codings(...small, "--epochs", "4", "--out", "parts", "--resume")).status).toBe(0);
    expect(bytes("parts/model.safetensors").equals(bytes("whole/model.safetensors"))).toBe(true);
  });

  it("has the same weights with the same seed, and others with another seed", async () => {
    for (const [out, seed] of [
      ["one", "7"],
      ["two", "7"],
      ["three", "8"],
    ] as const)
      await codings(...small, "--epochs", "1", "--seed", seed, "--out", out);
    expect(bytes("one/model.safetensors").equals(bytes("two/model.safetensors"))).toBe(true);
    expect(bytes("one/model.safetensors").equals(bytes("three/model.safetensors"))).toBe(false);
  });

  it.each([
    ["the dataset's own seed", 4, []],
    ["the given seed", 9, ["--seed", "9"]],
  ])("uses %s for the points in space", async (_what, seed, option) => {
    const recipe = ["train", "points-3d", "--codings", "2", "--hidden", "3", "--loss", "mse", "--epochs", "1", "--quiet"];
    expect((await codings(...recipe, ...option, "--out", `points-${seed}`)).status).toBe(0);
    expect(JSON.parse(bytes(`points-${seed}/config.json`).toString()).seed).toBe(seed);
  });
});

describe("a model", () => {
  it("can be mapped to every kind of file", async () => {
    const args = ["map", "model", "small.npy", "--count", "300", "--labels", "labels.txt", "--iterations", "60"];
    writeFileSync(join(folder, "labels.txt"), Array.from({ length: 1000 }, (_, i) => i % 3).join("\n"));
    for (const [file, begin] of [
      ["map.svg", "<svg"],
      ["map.png", "\u0089PNG"],
      ["map.html", "<!doctype html>"],
      ["map.csv", "row,x,y,label\n1,"],
    ] as const) {
      const { status, stdout } = await codings(...args, "-o", file, "--json");
      expect(status).toBe(0);
      expect(bytes(file).toString("latin1").trimStart().slice(0, begin.length).toLowerCase()).toBe(begin.toLowerCase());
      const result = JSON.parse(stdout);
      expect(result).toMatchObject({ output: file, method: "tsne", rows: 300, interrupted: false });
      expect(result.trustworthiness).toBeGreaterThan(0.7);
      expect(result.klDivergence).toBeLessThan(3);
    }
    const lines = bytes("map.csv").toString().trim().split("\n");
    expect(lines.length).toBe(301);
    expect((await codings(...args, "-o", "map.parquet")).status).toBe(0);
    const { buffer, byteOffset, byteLength } = bytes("map.parquet");
    const rows = await parquetReadObjects({ file: (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength) });
    // CSV has each float32 with the fewest digits that identify it.
    const numbers = lines.slice(1).map((line) => line.split(",").map((cell) => Math.fround(Number(cell))));
    expect(rows.map(({ row, x, y, label }) => [row, x, y, label].map(Number))).toEqual(numbers);
    for (const method of ["umap", "pca"]) {
      const { status } = await codings("map", "model", "small.npy", "--count", "200", "--method", method, "-o", `${method}.npy`);
      expect(status).toBe(0);
      expect(parseNpy(bytes(`${method}.npy`), method).shape).toEqual([200, 2]);
    }
  });

  it("encodes, with one row for each example", async () => {
    expect((await codings("encode", "model", "small.npy", "-o", "codings.npy")).status).toBe(0);
    expect(parseNpy(bytes("codings.npy"), "codings.npy").shape).toEqual([1000, 30]);
    const { stdout } = await codings("encode", "model", "small.npy", "-o", "-", "--quiet");
    expect(stdout.trim().split("\n")).toHaveLength(1001);
  });

  it("encodes a dataset that is generated with the given seed", async () => {
    const encoded = async (...seed: string[]) => {
      expect((await codings("encode", "model", "garments", "--part", "test", ...seed, "-o", "seeded.npy")).status).toBe(0);
      return parseNpy(bytes("seeded.npy"), "seeded.npy").data;
    };
    const usual = await encoded();
    expect(await encoded("--seed", "42")).toEqual(usual);
    expect(await encoded("--seed", "7")).not.toEqual(usual);
  });

  it("draws originals above reconstructions", async () => {
    expect((await codings("reconstruct", "model", "small.npy", "-o", "pairs.png")).status).toBe(0);
    expect([...bytes("pairs.png").subarray(1, 4)]).toEqual([..."PNG"].map((letter) => letter.charCodeAt(0)));
  });
});

describe("the lecture's systems", () => {
  const garments = ["--quiet", "--epochs", "1"];

  it("greedy training prints its phases, and continues after an interruption with the same bits", async () => {
    const recipe = ["train", "small.npy", "--model", "greedy", "--epochs", "20", "--fine-tune"];
    const { status, stderr } = await codings(...recipe, "--out", "greedy");
    expect(status).toBe(0);
    expect(stderr).toMatch(/phase 1, epoch 20\/20[\s\S]*phase 2, epoch 1\/20[\s\S]*phase 3, epoch 20\/20/);
    const running = start([main, ...argumentsOf([...recipe, "--out", "greedy-stopped"])], folder);
    await until(running, /phase 3, epoch 1\/20/);
    running.kill("SIGINT");
    expect(await ending(running)).toBe(130);
    expect((await codings(...recipe, "--out", "greedy-stopped", "--resume")).status).toBe(0);
    expect(bytes("greedy-stopped/model.safetensors").equals(bytes("greedy/model.safetensors"))).toBe(true);
  });

  it("denoise adds noise, removes it, and prints how much was removed", async () => {
    expect(
      (await codings("train", "garments", "--model", "denoising", "--epochs", "2", "--quiet", "--out", "denoising")).status,
    ).toBe(0);
    const { status, stdout } = await codings("denoise", "denoising", "garments", "--noise", "-o", "denoised.npy", "--json");
    expect(status).toBe(0);
    const { psnr, ssim, shape } = JSON.parse(stdout);
    expect(shape).toEqual([2000, 28, 28]);
    expect(psnr.denoised).toBeGreaterThan(psnr.noisy + 1);
    expect(ssim.denoised).toBeGreaterThan(ssim.noisy);
    const rowsOf = async (file: string, ...noise: string[]) => {
      expect((await codings("denoise", "denoising", "garments", ...noise, "-o", file)).status).toBe(0);
      return [
        ...bytes(file)
          .toString()
          .matchAll(/>(clean|noisy|denoised)</g),
      ].map(([, row]) => row);
    };
    expect(await rowsOf("denoised.svg", "--noise")).toEqual(["clean", "noisy", "denoised"]);
    expect(await rowsOf("as-they-are.svg")).toEqual(["noisy", "denoised"]);
  });

  it("generate writes the given number of examples", async () => {
    expect((await codings("train", "small.npy", "--model", "variational", ...garments, "--out", "variational")).status).toBe(0);
    expect((await codings("generate", "variational", "-n", "7", "-o", "generated.npy")).status).toBe(0);
    expect(parseNpy(bytes("generated.npy"), "generated.npy").shape).toEqual([7, 28, 28]);
  });

  it("pretraining prints the accuracies with few labels, pretrained and from scratch", async () => {
    writeFileSync(join(folder, "labels.txt"), `label\n${Array.from({ length: 1000 }, (_, i) => i % 2).join("\n")}\n`);
    const labels = ["--pretrain", "--labels", "labels.txt", "--labelled", "20", "--hidden", "10", "--codings", "5"];
    const recipe = ["train", "small.npy", "--epochs", "1", ...labels, "--classifier-epochs", "5"];
    const { status, stdout, stderr } = await codings(...recipe, "--out", "pretrained", "--json");
    expect(status).toBe(0);
    expect(stderr).toContain("5 epochs with the pretrained encoder, and the same number from scratch");
    expect(bytes("pretrained/classifier/history.csv").toString().trim().split("\n").length - 1).toBe(2);
    const { labelled, accuracy, fromScratch } = JSON.parse(stdout);
    expect(labelled).toBe(20);
    for (const share of [accuracy, fromScratch]) expect(Math.abs(share - 0.5)).toBeLessThanOrEqual(0.5);
    expect(readdirSync(join(folder, "pretrained", "classifier"))).toContain("model.onnx");
    expect(JSON.parse(bytes("pretrained/config.json").toString()).options).toMatchObject({
      noise: { kind: "masking", amount: 0.5 },
      optimizer: "nadam",
      learningRate: 0.001,
      codings: 5,
    });
  });

  it("figures draws each figure as .svg and .png, also from other data and a given model", async () => {
    const names = ["17-1", "17-2", "17-3", "17-7", "17-8"];
    const drawn = await codings("figures", ...names, "-o", "figures");
    expect(drawn.status).toBe(0);
    expect(drawn.stderr).toMatch(/17-2 …\nlinear: epoch 1\/1000: loss [\s\S]*linear: epoch 1000\/1000: loss /);
    expect(readdirSync(join(folder, "figures")).toSorted()).toEqual(
      names.flatMap((name) => [`figure-${name}.png`, `figure-${name}.svg`]).toSorted(),
    );
    const own = ["--data", "small.npy", "--model", "model", "-o", "own"];
    expect((await codings("figures", "17-4", "feature-detectors", "activations", ...own)).status).toBe(0);
    expect(bytes("own/figure-17-4.svg").toString()).toContain("small.npy, 30 codings");
  });
});

it("doctor prints the time of a training step with one thread and with all", () => {
  // This runs in a process that may use all cores.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const node = (...args: string[]) => spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8", env });
  const cores = Number(node("-p", "os.availableParallelism()").stdout);
  const { status, stdout } = node(main, "doctor", "--json", "--quiet");
  expect(status).toBe(0);
  const { detail } = JSON.parse(stdout).findings.find(({ what }: { what: string }) => what === "training");
  const times = new Map<number, number>(
    [...detail.matchAll(/([\d.]+) ms with (\d+) threads?/g)].map(([, ms, threads]) => [Number(threads), Number(ms)]),
  );
  expect([...times.keys()]).toEqual(expect.arrayContaining([1, cores]));
  const advised = Number(/--threads (\d+)/.exec(detail)?.[1] ?? cores);
  expect(times.get(advised)).toBe(Math.min(...times.values()));
}, 60_000);

it("doctor explains in one line that the native runtime is missing, what is used instead, and how to install it", () => {
  const hooks =
    'export const resolve = (name, context, next) => { if (name === "onnxruntime-node") throw Object.assign(new Error(), { code: "ERR_MODULE_NOT_FOUND" }); return next(name, context); }';
  const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
  const missing = asUrl(`import { register } from "node:module"; register(${JSON.stringify(asUrl(hooks))});`);
  const { stdout } = spawnSync(process.execPath, ["--import", missing, main, "doctor"], { cwd: folder, encoding: "utf8" });
  const lines = stdout.split("\n").filter((line) => line.includes("onnxruntime-node"));
  expect(lines).toEqual([
    "missing native ONNX Runtime: The native ONNX Runtime can't be loaded (onnxruntime-node isn't installed); WebAssembly is used instead, about three times slower. To install it, run: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node",
  ]);
  expect(stdout).not.toContain("Something unexpected");
});

describe("a mistake results in one line and leaves no files", () => {
  const mistakes: [string, string[], number, string][] = [
    ["a dataset's name", ["train", "mnits"], 1, 'Did you mean "mnist"?'],
    ["a command", ["trian"], 2, "Did you mean train?"],
    ["an option", ["train", "garments", "--epoch", "3"], 2, "Did you mean --epochs?"],
    ["a model's usual abbreviation", ["train", "garments", "--model", "vae"], 2, 'Did you mean "variational"?'],
    ["an abbreviation of two models", ["train", "garments", "--model", "SAE"], 2, 'Did you mean "sparse" or "stacked"?'],
    ["an optimizer", ["train", "garments", "--optimizer", "adm"], 2, 'Did you mean "adam"?'],
    ["a number", ["train", "garments", "--codings", "0"], 2, "--codings must be a whole number of at least 1"],
    ["more threads than cores", ["train", "garments", "--threads", "100000"], 2, "--threads must be a whole number from 1 to "],
    ["an option without a value", ["train", "garments", "--out", ""], 2, "--out is empty. Give it a value."],
    ["an argument without a value", ["data", "describe", ""], 2, "<data> is empty. Give it a value."],
    ["a folder that isn't a model", ["train", "garments", "--out", "taken"], 1, "taken exists and isn't a model"],
    ["a folder with a config.json of something else", ["train", "garments", "--out", "other-app"], 1, "isn't a model"],
    [
      "a model folder with a file of the user",
      ["train", "garments", "--out", "annotated"],
      1,
      "has notes.txt, which isn't part of the model",
    ],
    [
      "a folder that can't be created",
      ["train", "garments", "--out", "/proc/x"],
      1,
      "/proc/x can't be written: no folder can be created there",
    ],
    ["another part", ["encode", "model", "garments", "--part", "both", "-o", "x.npy"], 2, 'Unknown part "both"'],
    [
      "a picture of too many examples",
      ["reconstruct", "model", "garments", "--count", "200000", "-o", "x.png"],
      2,
      "from 1 to 1000",
    ],
    [
      "a perplexity for too few rows",
      ["map", "model", "small.npy", "--count", "20", "-o", "x.svg"],
      1,
      "Use a perplexity of at most 6",
    ],
    [
      "a map in a folder without write access",
      ["map", "model", "small.npy", "--method", "pca", "-o", "/proc/x.svg"],
      1,
      "/proc/x.svg can't be written",
    ],
    [
      "a map of another kind",
      ["map", "model", "small.npy", "-o", "x.pdf"],
      2,
      "maps are written as .svg, .png, .html, .csv, .parquet or .npy",
    ],
    ["another method", ["map", "model", "small.npy", "--method", "tnse", "-o", "x.svg"], 2, 'Did you mean "tsne"?'],
    [
      "an option of another method",
      ["map", "model", "small.npy", "--neighbors", "5", "-o", "x.svg"],
      2,
      "--neighbors is for --method umap",
    ],
    [
      "labels of another number",
      ["map", "model", "small.npy", "--labels", "two.txt", "-o", "x.svg"],
      1,
      "two.txt has 2 labels, but small.npy has 1000 examples",
    ],
    ["a single row", ["train", "one.npy"], 1, "one.npy has 1 example, but at least two are needed"],
    ["a missing option", ["encode", "model", "garments"], 2, "See codings encode --help."],
    ["a model that isn't there", ["encode", "nothing", "garments", "-o", "x.npy"], 1, "nothing is not a model folder"],
    ["an ending", ["encode", "model", "garments", "-o", "x.txt"], 2, "codings are written as .parquet, .csv"],
    [
      "images of another shape",
      ["encode", "model", "other.npy", "-o", "x.npy"],
      1,
      "needs examples of shape [28, 28], but these are [14, 14]",
    ],
    [
      "a truncated file",
      ["train", "cut-images-idx3-ubyte"],
      1,
      "the header states 10 images of 28 x 28, but the file ends after 2",
    ],
    ["an infinity in the data", ["train", "infinite.npy"], 1, "row 1, column 3 is Infinity"],
    [
      "another option at --resume",
      ["train", "small.npy", "--out", "model", "--resume", "--codings", "5"],
      1,
      "codings is 30, not 5",
    ],
    ["a figure's name", ["figures", "17-44", "-o", "x"], 2, 'Unknown figure "17-44"'],
    ["a noise", ["train", "garments", "--noise", "gausian:0.1"], 2, 'Did you mean "gaussian"?'],
    ["a noise's amount", ["train", "garments", "--noise", "dropout:1.5"], 2, "dropout rate must be at least 0 and less than 1"],
    ["a sparsity", ["train", "garments", "--sparsity", "kl:2"], 2, "A sparsity must be kl:0.1"],
    [
      "a sparsity of another model",
      ["train", "garments", "--sparsity", "kl:0.1"],
      2,
      "--sparsity is for a sparse autoencoder: add --model sparse.",
    ],
    [
      "pictures of data that isn't images",
      ["figures", "17-4", "--data", "points-3d", "-o", "figures"],
      1,
      "points-3d isn't made of images",
    ],
    [
      "a folder for figures that can't be drawn",
      ["figures", "17-4", "--data", "points-3d", "-o", "x"],
      1,
      "isn't made of images",
    ],
    [
      "a learning rate that breaks the weights in the last step",
      ["train", "small.npy", "--validation", "100", "--batch", "900", "--epochs", "1", "--learning-rate", "1e38", "--out", "x"],
      1,
      "The validation loss is no longer a number after epoch 1.",
    ],
    ["a size of rows", ["train", "two.csv", "--size", "20", "--out", "x"], 2, "--size is for images, but two.csv is a table."],
    [
      "a model whose config.json is broken",
      ["encode", "broken", "garments", "-o", "x.npy"],
      1,
      "config.json: the file isn't valid JSON",
    ],
    ["another format", ["export", "model", "--to", "onx", "-o", "x"], 2, 'Unknown format "onx". Did you mean "onnx"?'],
    [
      "figures in a file's place",
      ["figures", "17-1", "--data", "garments", "-o", "small.npy"],
      1,
      "small.npy is a file, not a folder.",
    ],
    ["convolutions of rows", ["train", "points-3d", "--model", "convolutional"], 1, "takes images [height, width]"],
    [
      "more poolings than pixels",
      ["train", "small.npy", "--model", "convolutional", "--hidden", "4,4,4,4"],
      1,
      "can't be halved 5 times",
    ],
    ["labels without a classifier", ["train", "garments", "--labelled", "50"], 2, "add --pretrain"],
    ["a classifier's epochs without one", ["train", "garments", "--classifier-epochs", "5"], 2, "add --pretrain"],
    [
      "labels of another number",
      ["train", "small.npy", "--pretrain", "--labels", "two.txt"],
      1,
      "two.txt has 2 labels, but there are 1000 examples",
    ],
    [
      "labels that aren't numbers",
      ["train", "small.npy", "--pretrain", "--labels", "words.txt"],
      1,
      "words.txt: the label in line 2",
    ],
    [
      "fewer labels than classes",
      ["train", "small.npy", "--pretrain", "--labels", "ten.txt", "--labelled", "5"],
      1,
      "5 labels are too few for 10 classes",
    ],
    [
      "labels of one class",
      ["train", "small.npy", "--pretrain", "--labels", "ones.txt", "--out", "x"],
      1,
      "All labels are of one class (1). Label examples of other classes, too.",
    ],
    [
      "generating with a model that can't",
      ["generate", "model", "-o", "x.npy"],
      1,
      "is a stacked autoencoder, which can't generate examples",
    ],
    [
      "removing the noise of a model without noise",
      ["denoise", "model", "garments", "--noise", "-o", "x.npy"],
      2,
      "was trained without noise",
    ],
    [
      "a learning rate far too high",
      [...small, "--learning-rate", "1e12", "--out", "x"],
      1,
      "or clip the gradients (--clip-norm 1).",
    ],
  ];
  beforeAll(() => {
    mkdirSync(join(folder, "taken"));
    writeFileSync(join(folder, "taken", "precious.txt"), "");
    mkdirSync(join(folder, "other-app"));
    writeFileSync(join(folder, "other-app", "config.json"), "{}");
    cpSync(join(folder, "model"), join(folder, "annotated"), { recursive: true });
    writeFileSync(join(folder, "annotated", "notes.txt"), "");
    writeFileSync(join(folder, "one.npy"), toNpy({ dtype: "uint8", shape: [1, 14, 14], data: new Uint8Array(196) }));
    writeFileSync(join(folder, "other.npy"), toNpy({ dtype: "uint8", shape: [4, 14, 14], data: new Uint8Array(4 * 196) }));
    writeFileSync(
      join(folder, "cut-images-idx3-ubyte"),
      Buffer.concat([Buffer.from([0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 28, 0, 0, 0, 28]), Buffer.alloc(1700)]),
    );
    writeFileSync(join(folder, "two.txt"), "0\n1\n");
    writeFileSync(join(folder, "two.csv"), "x,y\n0,1\n1,0\n");
    cpSync(join(folder, "model"), join(folder, "broken"), { recursive: true });
    writeFileSync(join(folder, "broken", "config.json"), "{");
    writeFileSync(join(folder, "ones.txt"), "1\n".repeat(1000));
    writeFileSync(join(folder, "ten.txt"), Array.from({ length: 1000 }, (_, i) => i % 10).join("\n"));
    writeFileSync(join(folder, "words.txt"), "0\nshoe\n");
    const numbers = new Float32Array(40);
    numbers[7] = Number.POSITIVE_INFINITY;
    writeFileSync(join(folder, "infinite.npy"), toNpy({ dtype: "float32", shape: [10, 4], data: numbers }));
  });

  it.each(mistakes)("%s", async (_what, args, exit, line) => {
    const { status, stderr } = await codings(...args);
    expect(stderr).toContain(line);
    expect(stderr.split("\n").filter((text) => text.startsWith("codings: "))).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(status).toBe(exit);
    expect(["x", "x.npy", "x.txt"].filter((name) => existsSync(join(folder, name)))).toEqual([]);
  });
});

/** Whether a disk of 600 kB could be mounted. */
const tiny = mkdtempSync(join(tmpdir(), "codings-tiny-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=600k", "tmpfs", tiny]).status === 0;
afterAll(() => {
  if (mounted) spawnSync("umount", [tiny]);
  rmSync(tiny, { recursive: true, force: true });
});

describe.skipIf(!mounted)("a full disk (a small one is mounted, as root) results in one line and leaves no files", () => {
  it.each([
    ["a model", ["train", "small.npy", "--epochs", "1", "--quiet", "--validation", "100", "--out"]],
    ["reconstructions", ["reconstruct", "model", "small.npy", "--quiet", "-o"]],
  ])("%s", async (_what, args) => {
    const { status, stderr } = await codings(...args, join(tiny, "x.npy"));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^codings: .*x\.npy can't be written: the disk is full\. Free some space.*\n$/);
    expect(readdirSync(tiny)).toEqual([]);
  });
});

describe.skipIf(!existsSync("/dev/full"))("a stdout that can't be written to results in one line", () => {
  it.each([
    ["a JSON object", ["data", "list", "--json"]],
    ["help", ["--help"]],
    ["rows", ["encode", "model", "small.npy", "-o", "-"]],
  ])("%s", (_what, args) => {
    const full = openSync("/dev/full", "w");
    const stdio = ["ignore", full, "pipe"] as const;
    const { status, stderr } = spawnSync(process.execPath, [main, ...argumentsOf(args)], {
      cwd: folder,
      encoding: "utf8",
      stdio: [...stdio],
    });
    closeSync(full);
    expect(stderr).toBe("codings: stdout can't be written: the disk is full. Free some space.\n");
    expect(status).toBe(1);
  });
});

const bytes = (name: string) => readFileSync(join(folder, name));
