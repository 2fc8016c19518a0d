import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { loadAutoencoder } from "../autoencoders/folder.node.ts";
import { explainFileError } from "../core/files.node.ts";
import { lookUp } from "../core/suggest.ts";
import { writeFigure } from "../entries/figures.node.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { type CommonOptions, numberIn, type Output, outputOf, UsageError } from "./command.ts";
import { lectureFigures, openLecture } from "./lecture-figures.ts";

interface FiguresOptions extends CommonOptions {
  readonly output: string;
  readonly data: string;
  readonly model?: string;
  readonly epochs?: number;
}

export const figures = () =>
  new Command("figures")
    .description("draws the lecture's figures, recomputed, each as .svg and .png")
    .argument("[names...]", `some of ${Object.keys(lectureFigures).join(", ")}, or all`, ["all"])
    .requiredOption("-o, --output <dir>", "a folder for them")
    .option("--data <data>", "a dataset's name, a file or a folder", "mnist")
    .option("--model <dir>", "draw this model, in place of one trained for the figure")
    .option("--epochs <n>", "of what is trained (default: each model's own)", numberIn("epochs", { from: 1, whole: true }))
    .action(run);

async function run(given: readonly string[], options: FiguresOptions): Promise<void> {
  const output = outputOf(options);
  const names = given.includes("all") ? Object.keys(lectureFigures) : [...new Set(given)];
  for (const name of names) {
    try {
      lookUp("figure", name, lectureFigures);
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  }
  const made = await mkdir(options.output, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw explainFileError(error, options.output);
  });
  try {
    output.result({ files: await draw(names, options, output) });
  } catch (error) {
    // A new folder in which nothing has been drawn goes again; one that isn't empty stays.
    if (made !== undefined) await rmdir(options.output).catch(() => undefined);
    throw error;
  }
}

async function draw(names: readonly string[], options: FiguresOptions, output: Output): Promise<string[]> {
  const lecture = await openLecture({
    data: options.data,
    seed: options.seed ?? 42,
    runtime: await nodeRuntime({}, output.say),
    output,
    ...(options.model !== undefined && { model: await loadAutoencoder(options.model) }),
    ...(options.epochs !== undefined && { epochs: options.epochs }),
  });
  const files: string[] = [];
  for (const name of names) {
    output.step(`${name} …`);
    const figure = await lectureFigures[name]!(lecture);
    const base = join(options.output, /^\d/.test(name) ? `figure-${name}` : name);
    for (const file of [`${base}.svg`, `${base}.png`]) {
      await writeFigure(figure, file);
      files.push(file);
    }
    output.say(`${name}: ${base}.svg, ${base}.png`);
  }
  return files;
}
