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
      throw new OptionError(message`${dataset} has no labels, but figure 17-6 requires them. Give other ${option("data")}.`);
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
      title: "Effect on the accuracy",
      subtitle: `measured on ${held} held-out examples; mean of ${seeds.length} seeds, with bars from the lowest to the highest`,
    });
    return besideFigure([pretrainingFigure({ sizes, classes, title: "Two phases" }), curve], {
      title: "Figure 17-6. Unsupervised pretraining",
      subtitle: `${dataset}: an autoencoder trained on all ${train.examples.shape[0]!.toLocaleString("en-US")} examples, and a classifier trained on few labels`,
    });
  },
};
