import { dense, gru, lstm, repeatVector, timeDistributed } from "../../layers/index.ts";
import { sequential } from "../../models/sequential.ts";
import { choice, family } from "../family.ts";
import { sequenceSizes } from "../sizes.ts";
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
  },
  // A feature has the same scale at each step.
  scaledBy: () => "feature",
  sizes: (about) => sequenceSizes(about, { isRecurrent: true }),
  build({ inputShape, hidden, codings, cell, outputActivation: activation }) {
    const [time, features] = expectSequence("recurrent", inputShape);
    const up = hidden.length > 0 ? hidden.toReversed() : [codings];
    const reading = (units: number) => cells[cell](units, { returnSequences: true });
    const outputs = timeDistributed(dense(features, { activation }));
    return {
      encoder: sequential([...hidden.map(reading), cells[cell](codings)], { name: "encoder" }),
      decoder: sequential([repeatVector(time), ...up.map(reading), outputs], { name: "decoder" }),
    };
  },
});
