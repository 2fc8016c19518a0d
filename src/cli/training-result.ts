import { count, percentTo } from "../core/words.ts";
import { thresholdIn, tooFewHeldOut } from "../scoring/thresholds/index.ts";
import type { TrainResult } from "../tasks/train.node.ts";
import type { Output } from "./command.ts";
import { inFlags } from "./flags.ts";

interface Told {
  readonly data: string;
  readonly folder: string;
  readonly plot: string;
}

/** Prints the result of a training, as messages and for --json. */
export function sayResult(result: TrainResult, { data, folder, plot }: Told, output: Output): void {
  if ("detector" in result) {
    const { threshold, learned, settings } = result.detector;
    const { reference } = learned.measure;
    const rows = reference
      ? `${count(reference.shape[0]!)} of the training rows, scaled; --no-rows leaves them out`
      : "no training rows";
    const doubt = tooFewHeldOut(thresholdIn(settings.threshold), learned.calibration.quantiles.length);
    output.say(
      `Rows that score above ${threshold.toFixed(3)} are outliers. ${doubt ?? "About 1 % of usual rows do."} Choose another threshold with codings score --threshold.\nThe folder and its detector.onnx contain ${rows}.\nThe detector is in ${folder}. Next: codings score ${folder} ${data} -o scores.csv`,
    );
    output.result({ out: folder, threshold, rows: result.rows });
    return;
  }
  if ("seriesDetector" in result) {
    const { threshold, learned } = result.seriesDetector;
    output.say(
      `Readings that score above ${threshold.toFixed(3)} are outliers. About 1 % of the readings of the training do, each scored by a detector that hadn't learned from its block of time. Choose another threshold with codings score --threshold.\nThe detector is in ${folder}. Next: codings score ${folder} ${data} -o scores.csv`,
    );
    output.result({
      out: folder,
      threshold,
      rows: result.rows,
      windows: learned.lengths.map(({ window }) => window),
      period: learned.period,
    });
    return;
  }
  if (!("autoencoder" in result)) {
    process.exitCode = 130;
    output.result({ interrupted: true, advice: result.advice });
    return;
  }
  const { recipe, history, kept, interrupted, wasDone, findings, classifier } = result;
  if (wasDone && !recipe.pretrain) {
    output.result({ out: folder, epochs: history.length, ...figures(kept) });
    return;
  }
  const advice = result.advice && { codings: recipe.codings, advice: { ...result.advice, plot } };
  const found = { out: folder, epochs: history.length, interrupted, ...figures(kept), ...advice };
  if (interrupted) {
    output.say(
      `Interrupted after ${history.length} of ${recipe.epochs} epochs; saved in ${folder}. Continue with: codings train ${data} --out ${folder} --resume`,
    );
    process.exitCode = 130;
    output.result(found);
    return;
  }
  const shown = Object.entries(figures(kept)).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  const whose = kept === history.at(-1) ? "" : `, with the weights of epoch ${kept!.epoch}`;
  output.say(`${shown.join(", ")}${whose}\nThe model is in ${folder}`);
  for (const { message } of findings) output.say(`! ${message.worded(inFlags)}`);
  if (classifier) {
    const { labelled, accuracy, fromScratch } = classifier;
    output.say(
      `accuracy with ${labelled} labels: ${percentTo(accuracy)} with the pretrained encoder, ${percentTo(fromScratch)} from scratch\nThe classifier is in ${classifier.classifier}`,
    );
  }
  const toldFindings = findings.map(({ message, ...others }) => ({ ...others, message: message.worded(inFlags) }));
  output.result({ ...found, findings: toldFindings, ...classifier });
}

/** Returns the losses and metrics of an epoch. */
function figures(log: Readonly<Record<string, number | undefined>> | undefined): Record<string, number> {
  const kept = Object.entries(log ?? {}).filter(
    ([name]) => !["phase", "epoch", "seconds", "examplesPerSecond", "learningRate"].includes(name),
  );
  return Object.fromEntries(kept) as Record<string, number>;
}
