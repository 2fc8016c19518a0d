import { join } from "node:path";
import { Command } from "commander";
import { openDataset } from "../data/open.node.ts";
import { rows } from "../data/split.ts";
import { type CommonOptions, outputOf } from "./command.ts";
import { recipeOf, runTraining } from "./training-run.ts";

const OUT = "out/demo";

/** The lecture's stacked autoencoder on MNIST: 55,000 images to learn from, 5,000 held out, 10 epochs. */
export const demo = () =>
  new Command("demo")
    .description(`trains the lecture's stacked autoencoder on MNIST and draws figure 17-4, into ${OUT}`)
    .action(async (options: CommonOptions) => {
      const output = outputOf(options);
      const recipe = recipeOf("mnist", { validation: 5000, ...(options.seed !== undefined && { seed: options.seed }) });
      const out = join(OUT, "model");
      const { autoencoder, history, interrupted } = await runTraining({ recipe, epochs: 10, out }, output);
      if (interrupted) {
        process.exitCode = 130;
        return;
      }
      const dataset = await openDataset("mnist");
      const count = dataset.examples.shape[0]!;
      const originals = rows(dataset, count - recipe.validation, count - recipe.validation + 5).examples;
      const reconstructions = await autoencoder.reconstruct(originals);
      const { learningCurveFigure, reconstructionsFigure, writeFigure } = await import("../figures/node.ts");
      const [curve, figure] = [join(OUT, "learning-curve.png"), join(OUT, "figure-17-4.png")];
      await writeFigure(learningCurveFigure({ history, loss: recipe.loss, subtitle: "Stacked autoencoder, MNIST" }), curve);
      const title = "Figure 17-4. Original images and their reconstructions";
      await writeFigure(
        reconstructionsFigure({ originals, reconstructions, title, subtitle: "MNIST, stacked autoencoder, 30 codings" }),
        figure,
      );
      const last = history.at(-1)!;
      output.say(`Validation loss ${last.valLoss!.toFixed(4)}, rounded accuracy ${last.valRoundedAccuracy!.toFixed(4)}.`);
      output.say(`model: ${out}\nlearning curve: ${curve}\nreconstructions: ${figure}`);
      output.result({ out, curve, figure, validationLoss: last.valLoss });
    });
