import { Command } from "commander";
import { Autoencoder } from "../autoencoders/autoencoder.ts";
import { duration } from "../core/words.ts";
import { drawLecture } from "../lecture/draw.node.ts";
import { lectureFigures } from "../lecture/figures/index.ts";
import type { LectureOptions } from "../lecture/lecture.node.ts";
import { type CommonOptions, numberIn, type Output, outputOf } from "./command.ts";
import { every, tellTraining } from "./training-progress.ts";

interface FiguresOptions extends CommonOptions {
  readonly output: string;
  readonly data: string;
  readonly model?: string;
  readonly epochs?: number;
}

const list = Object.entries(lectureFigures).map(([name, { title }]) => `  ${name.padEnd(18)}${title}`);

export const figures = () =>
  new Command("figures")
    .description("draws the lecture's figures, recomputed, each as .svg and .png")
    .argument("[names...]", `some of ${Object.keys(lectureFigures).join(", ")}, or all`, ["all"])
    .requiredOption("-o, --output <dir>", "a folder for them")
    .option("--data <data>", "a dataset's name, a file or a folder", "mnist")
    .option("--model <dir>", "draw this model, in place of one trained for the figure")
    .option("--epochs <n>", "of what is trained (default: each model's own)", numberIn("epochs", { from: 1, whole: true }))
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

/** Seconds between two progress lines of the label curve if stderr isn't a terminal. */
const POINTS_EVERY = 30;

/** Tells how trainings, maps and the classifiers of few labels go. */
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
