import { classCount, DenoisingAutoencoder, PRETRAINING } from "../../autoencoders/index.ts";
import { OptionError } from "../../core/errors.ts";
import { message, option } from "../../core/message.ts";
import { accuracyCurveFigure, besideFigure, pretrainingFigure } from "../../figures/index.ts";
import { labelCurve } from "../../tasks/label-curve.ts";
import { inputsOf, type LectureFigure } from "../lecture.node.ts";

export const figure: LectureFigure = {
  title: "Unsupervised pretraining",
  async draw(lecture) {
    const { train, validation, dataset, runtime, onPoint } = lecture;
    if (!train.labels)
      throw new OptionError(message`${dataset} has no labels, which figure 17-6 is about. Give other ${option("data")}.`);
    const { hidden, codings, noise, optimizer, learningRate } = PRETRAINING;
    const own = { hidden, codings, noise, optimizer, learningRate };
    const autoencoder = await lecture.trained("pretraining", () => new DenoisingAutoencoder({ ...own, seed: lecture.seed }));
    const seeds = [0, 1, 2, 3, 4];
    const series = await labelCurve({ autoencoder, train, test: validation, seeds, runtime, onPoint });
    const classes = classCount(train.labels);
    const held = validation.examples.shape[0]!.toLocaleString("en-US");
    const sizes = [inputsOf(lecture), ...autoencoder.settings.hidden, autoencoder.settings.codings];
    const curve = accuracyCurveFigure({
      series,
      title: "What it brings",
      subtitle: `judged on ${held} examples held out of the same data; mean of ${seeds.length} seeds, bars from the lowest to the highest`,
    });
    return besideFigure([pretrainingFigure({ sizes, classes, title: "How it goes" }), curve], {
      title: "Figure 17-6. Unsupervised pretraining",
      subtitle: `${dataset}: an autoencoder of all ${train.examples.shape[0]!.toLocaleString("en-US")} examples, a classifier of few labels`,
    });
  },
};
