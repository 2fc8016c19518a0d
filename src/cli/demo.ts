import { join } from "node:path";
import { Command } from "commander";
import { train } from "../tasks/train.node.ts";
import { type CommonOptions, outputOf, stopOnSignals } from "./command.ts";
import { tellLecture } from "./figures.ts";
import { tellTraining } from "./training-progress.ts";

const OUT = "out/demo";
const FIGURES = ["17-2", "17-4", "17-5", "17-9"];

/** Trains the lecture's stacked autoencoder on MNIST for 10 epochs: 55,000 images for training, 5,000 held out. */
export const demo = () =>
  new Command("demo").action(async (options: CommonOptions) => {
    const output = outputOf(options);
    const out = join(OUT, "model");
    const stop = stopOnSignals(output, "Stopping after the current steps, then saving. Press Ctrl-C again to quit at once.");
    const trained = await train("mnist", {
      ...{ validation: 5000, epochs: 10, seed: options.seed, output: out },
      ...{ signal: stop.signal, callbacks: [tellTraining(output)], onNote: output.say },
    }).finally(stop.release);
    const { autoencoder, history, interrupted, recipe } = trained;
    if (interrupted) {
      process.exitCode = 130;
      return;
    }
    const last = history.at(-1)!;
    output.say(`Validation loss ${last.valLoss!.toFixed(4)}, rounded accuracy ${last.valRoundedAccuracy!.toFixed(4)}.`);
    const { learningCurveFigure, writeFigure } = await import("../entries/figures.node.ts");
    const curve = join(OUT, "learning-curve.png");
    await writeFigure(learningCurveFigure({ history, loss: recipe.loss, subtitle: "Stacked autoencoder, MNIST" }), curve);
    const { drawLecture } = await import("../lecture/draw.node.ts");
    const figures = await drawLecture(FIGURES, {
      ...{ data: recipe.data, seed: recipe.seed, output: OUT, formats: ["png"] },
      known: { stacked: autoencoder },
      ...tellLecture(output),
      onStep: (name) => output.step(`figure ${name}`),
    });
    output.say(
      ["model: ", "learning curve: ", ...FIGURES.map((name) => `figure ${name}: `)]
        .map((what, i) => what + [out, curve, ...figures][i])
        .join("\n"),
    );
    output.result({ out, curve, figures, validationLoss: last.valLoss });
  });
