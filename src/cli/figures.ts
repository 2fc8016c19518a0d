import { Command } from "commander";
import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { duration } from "../core/words.ts";
import { drawLecture } from "../lecture/draw.node.ts";
import { lectureFigures } from "../lecture/figures/index.ts";
import type { LectureOptions } from "../lecture/lecture.node.ts";
import { type CommonOptions, every, numberIn, type Output, outputOf } from "./command.ts";
import { tellTraining } from "./training-progress.ts";

interface FiguresOptions extends CommonOptions {
  readonly output: string;
  readonly data: string;
  readonly model?: string;
  readonly epochs?: number;
}

const list = Object.entries(lectureFigures).map(([name, { title }]) => `  ${name.padEnd(18)}${title}`);

export const figures = () =>
  new Command("figures")
    .argument("[names...]", `figures to draw: all, or some of ${Object.keys(lectureFigures).join(", ")}`, ["all"])
    .requiredOption("-o, --output <dir>", "folder for the figures")
    .option("--data <data>", "name of a dataset, file or folder", "mnist")
    .option("--model <dir>", "model folder to draw (default: a model is trained for each figure)")
    .option(
      "--epochs <n>",
      "number of epochs of each training (default: each model's own)",
      numberIn("epochs", { from: 1, whole: true }),
    )
    .addHelpText("after", `\nFigures:\n${list.join("\n")}`)
    .action(run);

async function run(
  names: readonly string[],
  { model, output: folder, data, epochs, seed, ...common }: FiguresOptions,
): Promise<void> {
  const output = outputOf(common);
  const files = await drawLecture(names, {
    ...{ data, epochs, seed, output: folder },
    ...(model !== undefined && { model: await Autoencoder.load(model) }),
    ...tellLecture(output),
    onStep: output.step,
    onDrawn: (name, drawn) => output.say(`${name}: ${drawn.join(", ")}`),
  });
  output.result({ files });
}

/** Seconds between two progress lines of the label curve, if stderr isn't a terminal. */
const POINTS_EVERY = 30;

/** Reports the progress of trainings, maps and classifiers. */
export function tellLecture(output: Output): Pick<LectureOptions, "onTraining" | "onPoint" | "onProgress" | "onNote"> {
  const began = performance.now();
  const isSaid = every(POINTS_EVERY);
  return {
    ...output.tell,
    onTraining: (name) => tellTraining(output, name),
    onPoint({ name, labels, seed, accuracy, done, of }) {
      const left = (((performance.now() - began) / done) * (of - done)) / 1000;
      const line = `classifier ${done}/${of}: ${name}, ${labels} labels, seed ${seed}: accuracy ${accuracy.toFixed(3)}, ${duration(left)} left`;
      if (output.isTerminal) output.live(line);
      else if (isSaid()) output.say(line);
    },
  };
}
