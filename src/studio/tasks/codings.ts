import { mean } from "../../core/statistics.ts";
import { count, counted } from "../../core/words.ts";
import type { CodingsAdvice } from "../../tasks/codings-advice.ts";
import { reasonOf } from "../../tasks/codings-advice.ts";
import { called } from "../engine/workers.ts";
import { asTyped } from "./columns.ts";
import type { PageTask } from "./task.ts";

export const codings: PageTask = {
  name: "codings",
  title: "Number of codings",
  summary:
    "Trains small and large numbers of codings for a short time each, with the other settings of this run, and finds the number after which more codings improve little. The run under way trains more slowly meanwhile.",
  button: "Try sizes of the codings",
  usesModel: false,
  lacks: (_, { layers }) => (layers ? "The layers were edited. Restore the default layers in the settings." : undefined),
  fields: () => [
    { name: "seeds", label: "Seeds for each number", value: 1, from: 1, to: 10 },
    { name: "minutes", label: "Minutes at most", value: 2, from: 1, to: 60 },
  ],
  async run({ settings, model: { kind }, train, held, given: { seeds, minutes } }, worker, tell) {
    const advice = await worker.adviseCodings(
      { settings, kind },
      train,
      held,
      { seeds: Number(seeds), seconds: 60 * Number(minutes) },
      called(tell),
    );
    const { sizes, chosen, budget } = advice;
    const { codingsCurveFigure } = await import("../../figures/index.ts");
    return {
      lines: [
        ...(chosen === undefined ? ["The time was too short for a choice. Allow more minutes."] : [`${reasonOf(advice)}.`]),
        `Each size was trained on ${count(budget.rows)} examples for at most ${counted(budget.epochs, "epoch")}, and measured on ${count(budget.heldOut)} held-out examples.`,
      ],
      ...(sizes.length > 0 && {
        figure: codingsCurveFigure({
          sizes: sizes.map((size) => ({
            codings: size.codings,
            errors: size.trials.map(({ error }) => error),
            trustworthiness: size.trials.map(({ trustworthiness }) => trustworthiness),
            ...(size.pca !== undefined && { pca: size.pca }),
          })),
          ...(chosen !== undefined && { chosen: { codings: chosen, ...rangeOf(advice) } }),
        }),
        columns: asTyped([
          { name: "codings", type: "whole", data: sizes.map((size) => size.codings) },
          { name: "held-out loss", type: "number", data: sizes.map(({ trials }) => four(trials.map(({ loss }) => loss))) },
          { name: "variance lost", type: "number", data: sizes.map(({ trials }) => four(trials.map(({ error }) => error))) },
          {
            name: "variance lost by PCA",
            type: "number",
            data: sizes.map(({ pca }) => (pca === undefined ? null : four([pca]))),
          },
          {
            name: "trustworthiness",
            type: "number",
            data: sizes.map(({ trials }) => four(trials.map(({ trustworthiness }) => trustworthiness))),
          },
        ]),
      }),
      ...(chosen !== undefined && {
        advice: { label: `Train with ${counted(chosen, "coding")}`, settings: { codings: chosen } },
      }),
    };
  },
  code: ({ file, given: { seeds, minutes } }) =>
    `import { train } from "codings";\n\nconst { advice } = await train(${JSON.stringify(file)}, { codings: "auto", seeds: ${seeds}, minutes: ${minutes} });\n`,
  commands: ({ file, given: { seeds, minutes } }) => [
    ["codings", "train", file, "--codings", "auto", "--seeds", String(seeds), "--minutes", String(minutes)],
  ],
};

const four = (values: readonly number[]): number => Number(mean(values).toPrecision(4));

function rangeOf({ bySeed }: CodingsAdvice) {
  const choices = bySeed.map((one) => one.chosen);
  return { low: Math.min(...choices), high: Math.max(...choices) };
}
