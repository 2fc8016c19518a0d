import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StackedAutoencoder } from "../src/autoencoders/index.ts";
import { ndarray } from "../src/core/ndarray.ts";
import { toNpy } from "../src/data/readers/npy.ts";
import { runCodings } from "./codings.fixture.ts";

let folder = "";
const at = (name: string) => join(folder, name);
const codings = (...args: string[]) => runCodings(folder, args);
const pageOf = (name: string) => parseHTML(readFileSync(at(name), "utf8")).document;
const textOf = (name: string, selector: string) => pageOf(name).querySelector(selector)!.textContent!.replaceAll(/\s+/g, " ");

/** Returns rows of five numbers computed from two factors. The last row is an outlier. */
const numbers = (rows: number, seed: number) =>
  ndarray(
    "float32",
    [rows, 5],
    Float32Array.from({ length: rows * 5 }, (_, i) => {
      const [row, column] = [Math.floor(i / 5), i % 5];
      const [a, b] = [Math.sin(row * 12.9898 + seed), Math.cos(row * 78.233 + seed)];
      return row === rows - 1 && column === 2 ? 9 : a * (column + 1) + b * (3 - column);
    }),
  );

const lines = Array.from({ length: 300 }, (_, i) => `${i % 10},${(i * 37) % 101},${["red", "blue"][i % 2]},${i % 3}`);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "codings-report-"));
  writeFileSync(at("numbers.npy"), toNpy(numbers(400, 0)));
  writeFileSync(at("others.npy"), toNpy(numbers(90, 1)));
  writeFileSync(at("colours.csv"), `tens,hash,colour,zone\n${lines.join("\n")}\n`);
  const train = [
    "train",
    "numbers.npy",
    "--loss",
    "mse",
    "--codings",
    "2",
    "--hidden",
    "8",
    "--optimizer",
    "adam",
    "--epochs",
    "30",
  ];
  expect((await codings(...train, "--validation", "100", "--out", "numbers", "--quiet")).status).toBe(0);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the report", () => {
  it("uses the rows held out in the training by default", async () => {
    const { status, stdout, stderr } = await codings("report", "numbers", "-o", "numbers.html", "--json");
    expect(stderr).toContain("PCA with 2 components");
    expect(status).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ output: "numbers.html", rows: 100 });
    expect(result.worst[0]).toBe(400);
    // Two components determine all rows except the last one, so the variance that PCA keeps is known.
    expect(result.pcaVarianceKept).toBeGreaterThan(0.9);
    expect(textOf("numbers.html", "#data dl")).toContain("400: 300 used for training, 100 held out");
    const strangest = pageOf("numbers.html").querySelector("#strangest tbody tr")!;
    expect(strangest.querySelector("th")!.textContent).toBe("400 held out");
    expect([...strangest.querySelectorAll("td")].some((cell) => cell.textContent!.startsWith("9 expected"))).toBe(true);
    expect(pageOf("numbers.html").querySelectorAll("#columns tbody tr")).toHaveLength(5);
  });

  it("has commands that train the same weights again", async () => {
    const table = [
      "train",
      "colours.csv",
      "--categories",
      "zone",
      "--exclude",
      "hash",
      "--epochs",
      "4",
      "--patience",
      "2",
      "--seed",
      "5",
    ];
    expect((await codings(...table, "--out", "colours", "--quiet")).status).toBe(0);
    expect((await codings("report", "colours", "-o", "colours.html", "--quiet")).status).toBe(0);
    const [train] = pageOf("colours.html").querySelector("pre")!.textContent!.split("\n");
    const words = train!.split(" ").slice(1);
    expect(words).toEqual(expect.arrayContaining(["--categories", "--exclude", "--patience"]));
    expect((await codings(...words.slice(0, -1), "again", "--quiet")).status).toBe(0);
    expect(readFileSync(at("again/model.safetensors")).equals(readFileSync(at("colours/model.safetensors")))).toBe(true);
  });

  it("of other data compares their errors with those of the held-out rows", async () => {
    expect((await codings("report", "numbers", "others.npy", "-o", "others.html", "--quiet")).status).toBe(0);
    expect(textOf("others.html", "#errors p")).toContain("which 99 % of the rows held out in the training don't exceed.");
    expect(textOf("others.html", "#data dl")).toContain("examples90");
  });

  it("explains in one line that the training data don't exist any more, and takes other data", async () => {
    renameSync(at("numbers.npy"), at("moved.npy"));
    const gone = await codings("report", "numbers", "--quiet");
    expect(gone.stderr).toBe(
      "codings: numbers.npy, the training data of numbers, doesn't exist any more. Give other data with the same columns or shape: codings report numbers DATA\n",
    );
    expect(gone.status).toBe(1);
    expect((await codings("report", "numbers", "moved.npy", "-o", "moved.html", "--quiet")).status).toBe(0);
    expect(textOf("moved.html", "#errors p")).toContain("which 99 % of the rows held out in the training don't exceed.");
    expect(textOf("moved.html", "#summary")).not.toContain("PCA");
    renameSync(at("moved.npy"), at("numbers.npy"));
  });

  it("of a model that a program saved takes the given data", async () => {
    const autoencoder = new StackedAutoencoder({ codings: 2, hidden: [4], loss: "mse" });
    await autoencoder.fit(numbers(50, 0), { epochs: 1 });
    await autoencoder.save(at("program"));
    expect((await codings("report", "program", "--quiet")).stderr).toBe(
      "codings: program doesn't record its training data. Name the data for the report: codings report program DATA\n",
    );
    expect((await codings("report", "program", "others.npy", "-o", "program.html", "--quiet")).status).toBe(0);
    expect(textOf("program.html", "#errors p")).toContain("% of the rows of this report don't exceed.");
    expect(textOf("program.html", "pre")).toBe("codings report program others.npy --output program.html");
  });

  it.each([
    ["a folder that is no model", ["nowhere"], "nowhere is not a model folder", 1],
    ["data of another shape", ["numbers", "garments"], "The model needs examples of shape [5], but these are [28, 28]", 1],
    [
      "an output that can't be written",
      ["numbers", "-o", "numbers.npy/report.html"],
      "numbers.npy/report.html lies below a file",
      1,
    ],
    ["an output of another kind", ["numbers", "-o", "report.pdf"], "report.pdf: reports are written as .html or .htm", 2],
  ])("explains in one line what is wrong: %s", async (_, args, line, status) => {
    const failed = await codings("report", ...args, "--quiet");
    expect(failed.stderr).toContain(line);
    expect(failed.stderr.trim().split("\n")).toHaveLength(1);
    expect(failed.status).toBe(status);
  });
});
