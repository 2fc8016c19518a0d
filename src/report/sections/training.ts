import type { Autoencoder } from "../../autoencoders/autoencoder.ts";
import { count, figureOf } from "../../core/words.ts";
import { learningCurveFigure } from "../../figures/learning-curve.ts";
import { lossTitle } from "../../figures/loss-titles.ts";
import { recipeIn } from "../../recipes/saved.ts";
import type { EpochLog } from "../../training/history.ts";
import type { TrainedWith } from "../measure/subject.ts";
import { drawing } from "../page/drawing.ts";
import type { Html } from "../page/html.ts";
import { facts, type Known } from "../page/parts.ts";
import { section } from "./section.ts";

export interface TrainingValues {
  readonly known: Known;
  readonly history: readonly EpochLog[];
  readonly loss: string;
}

/** Shows a learning curve for each phase of the training. */
export const training = section<TrainingValues>({
  title: "Training",
  measure: ({ autoencoder, trained, history }) =>
    history.length === 0
      ? undefined
      : { known: knownOf(autoencoder, trained, history.length), history, loss: autoencoder.settings.loss },
  body: ({ known, history, loss }) => [
    facts(known),
    phasesOf(history).map((phase, i, { length }) => curve(phase, loss, length > 1 ? i + 1 : undefined)),
  ],
});

/** Returns the options of the training. */
function knownOf({ settings }: Autoencoder, { options, seed }: TrainedWith, epochs: number): Known {
  const { optimizer, learningRate, loss, noise, batchSize } = settings;
  const rate = learningRate === undefined ? "" : `, learning rate ${learningRate}`;
  const wanted = options.epochs as number | undefined;
  return [
    ["loss", loss],
    ["optimizer", `${typeof optimizer === "object" ? (optimizer as { kind: string }).kind : optimizer}${rate}`],
    ["batch size", count(recipeIn(options).batchSize ?? batchSize)],
    ["epochs", wanted !== undefined && wanted > epochs ? `${epochs} of at most ${wanted}` : count(epochs)],
    ["seed", String(seed)],
    ...(noise ? [["noise in training", `${noise.kind}, ${noise.amount}`] as const] : []),
  ];
}

function phasesOf(history: readonly EpochLog[]): readonly (readonly EpochLog[])[] {
  const phases = new Map<number, EpochLog[]>();
  for (const log of history) phases.set(log.phase ?? 1, [...(phases.get(log.phase ?? 1) ?? []), log]);
  return [...phases.values()].filter((logs) => logs.some(({ loss }) => Number.isFinite(loss)));
}

function curve(history: readonly EpochLog[], loss: string, phase: number | undefined): Html {
  const options = { history, loss: lossTitle(loss), title: "" };
  const [first, last] = [history[0]!, history.at(-1)!];
  const watched = history.map((log) => log.valLoss ?? log.loss);
  const best = history[watched.indexOf(Math.min(...watched.filter(Number.isFinite)))] ?? last;
  const held =
    last.valLoss === undefined
      ? ""
      : ` The validation loss goes from ${figureOf(first.valLoss!)} to ${figureOf(last.valLoss)}. Its lowest value is ${figureOf(best.valLoss!)}, after epoch ${best.epoch}.`;
  const name = phase === undefined ? "Learning curve" : `Learning curve of phase ${phase}`;
  return drawing({
    id: `curve-${phase ?? 1}`,
    figure: learningCurveFigure(options),
    narrow: learningCurveFigure({ ...options, width: 400 }),
    title: name,
    description: `The training loss goes from ${figureOf(first.loss)} to ${figureOf(last.loss)} in ${history.length} epochs.${held}`,
    caption: `${name}: the loss after each epoch, on the rows used for training${held && " and on the rows held out"}.`,
  });
}
