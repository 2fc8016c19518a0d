import { add, dense, flatten, gru, input, type Layer, lstm, repeatVector, reshape, timeDistributed } from "../../layers/index.ts";
import { Model } from "../../models/model.ts";
import { type Sequential, sequential } from "../../models/sequential.ts";
import { choice, family } from "../family.ts";
import { planRecurrent } from "../plan/sequences.ts";
import { SHORTCUT } from "../plan/start-shortcuts.ts";
import { expectSequence } from "./sequence.ts";
import { stacked } from "./stacked.ts";

const cells = { lstm, gru };

/**
 * Sequences [time, features] read step by step to one row of codings, which is repeated for each step and read by a decoder that gives the steps back
 * (Géron, chapter 17, "Recurrent Autoencoders"); without hidden layers by as many cells as there are codings. Images are sequences of their rows.
 */
export const recurrent = family({
  name: "recurrent",
  title: "Recurrent",
  summary: "reads sequences step by step and gives the steps back",
  section: "Recurrent Autoencoders",
  aliases: ["rnn", "lstm", "gru"],
  examples: "sequences",
  defaults: { ...stacked.defaults, learningRate: 0.1 },
  options: {
    /** `lstm` by default. */
    cell: choice("cell", ["lstm", "gru"], "kind of recurrent cell"),
    /**
     * `dense` adds what one dense layer gives of the whole sequence to the codings, and of the codings to the steps, so that the cells learn what linear layers can't
     * (as in Lai et al., 2018). The default is `none` for the lecture's images, and `dense` for others.
     */
    shortcut: choice("shortcut", ["none", "dense"], "what leads around the cells"),
  },
  // A feature has the same scale at each step.
  scaledBy: () => "feature",
  plan: (about) => planRecurrent(about),
  build({ inputShape, hidden, codings, cell, shortcut, outputActivation: activation }) {
    const [time, features] = expectSequence("recurrent", inputShape);
    const up = hidden.length > 0 ? hidden.toReversed() : [codings];
    const reading = (units: number) => cells[cell](units, { returnSequences: true });
    const down = [...hidden.map(reading), cells[cell](codings)];
    const steps = [repeatVector(time), ...up.map(reading)];
    if (shortcut === "none")
      return {
        encoder: sequential(down, { name: "encoder" }),
        decoder: sequential([...steps, timeDistributed(dense(features, { activation }))], { name: "decoder" }),
      };
    const [around, back] = [dense(codings, { name: SHORTCUT }), dense(time * features, { name: SHORTCUT })];
    const zeros = { kernelInitializer: "zeros" } as const;
    return {
      encoder: beside("encoder", inputShape, [...down, dense(codings, zeros)], [flatten(), around]),
      decoder: beside("decoder", [codings], [...steps, timeDistributed(dense(features, zeros))], [back, reshape(inputShape)]),
    };
  },
});

/** A model of two chains of layers on the same input, whose outputs are added. */
function beside(name: string, inputShape: readonly number[], ...chains: readonly Layer[][]): Sequential {
  const given = input(inputShape);
  const sums = chains.map((layers) => layers.reduce((value, layer) => layer.apply(value), given));
  return sequential([new Model({ inputs: given, outputs: add().apply(sums), name: "parts" })], { name });
}
