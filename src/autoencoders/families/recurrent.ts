import { add, dense, flatten, gru, input, type Layer, lstm, repeatVector, reshape, timeDistributed } from "../../layers/index.ts";
import { Model } from "../../models/model.ts";
import { type Sequential, sequential } from "../../models/sequential.ts";
import { choice, family } from "../family.ts";
import { planRecurrent } from "../plan/sequences.ts";
import { SHORTCUT } from "../plan/start-shortcuts.ts";
import { stacked } from "./stacked.ts";

const cells = { lstm, gru };

/**
 * The encoder reads sequences [time, features] step by step into one row of codings. These are repeated for each step and read by
 * a decoder that returns the steps (Géron, chapter 17, "Recurrent Autoencoders"). Without hidden layers, the decoder has as many
 * cells as there are codings. Images are sequences of their rows.
 */
export const recurrent = family({
  name: "recurrent",
  title: "Recurrent",
  summary: "recurrent layers that read sequences step by step and reconstruct the steps",
  section: "Recurrent Autoencoders",
  aliases: ["rnn", "lstm", "gru"],
  examples: "sequences",
  defaults: { ...stacked.defaults, learningRate: 0.1 },
  options: {
    /** Default: `lstm`. */
    cell: choice("cell", ["lstm", "gru"], "kind of recurrent cell"),
    /**
     * `dense` adds a dense layer from the whole sequence to the codings, and one from the codings to the steps. The cells then
     * learn only what linear layers can't (as in Lai et al., 2018). Default: `none` for the lecture's images, and `dense` for
     * others.
     */
    shortcut: choice("shortcut", ["none", "dense"], "connection around the cells"),
  },
  // A feature has the same scale at each step.
  scaledBy: () => "feature",
  plan: (about) => planRecurrent(about),
  build({ inputShape, hidden, codings, cell, shortcut, outputActivation: activation }) {
    const [time, features] = inputShape as readonly [number, number];
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
      encoder: addedChains("encoder", inputShape, [...down, dense(codings, zeros)], [flatten(), around]),
      decoder: addedChains(
        "decoder",
        [codings],
        [...steps, timeDistributed(dense(features, zeros))],
        [back, reshape(inputShape)],
      ),
    };
  },
});

/** Creates a model of two chains of layers with the same input, whose outputs are added. */
function addedChains(name: string, inputShape: readonly number[], ...chains: readonly Layer[][]): Sequential {
  const given = input(inputShape);
  const sums = chains.map((layers) => layers.reduce((value, layer) => layer.apply(value), given));
  return sequential([new Model({ inputs: given, outputs: add().apply(sums), name: "parts" })], { name });
}
