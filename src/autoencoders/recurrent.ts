import { lookUp } from "../core/suggest.ts";
import { dense, gru, lstm, repeatVector, timeDistributed } from "../layers/index.ts";
import { sequential } from "../models/sequential.ts";
import { type AutoencoderOptions, type EncoderDecoder, type FamilyDefaults, familyOptions } from "./autoencoder.ts";
import { expectSequence, SequenceAutoencoder } from "./sequence.ts";

const cells = { lstm, gru };

export interface RecurrentAutoencoderOptions extends AutoencoderOptions {
  /** `lstm` by default. */
  readonly cell?: keyof typeof cells;
}

/**
 * Sequences [time, features] read step by step to one row of codings, which is repeated for each step and read by a decoder that gives the steps back
 * (Géron, chapter 17, "Recurrent Autoencoders"); without hidden layers by as many cells as there are codings. Images are sequences of their rows.
 */
export class RecurrentAutoencoder extends SequenceAutoencoder {
  static override readonly takes = familyOptions<RecurrentAutoencoderOptions>("RecurrentAutoencoder", { cell: true });
  static readonly defaults: FamilyDefaults = {
    codings: 30,
    hidden: [100],
    loss: "binaryCrossentropy",
    optimizer: "sgd",
    learningRate: 0.1,
    batchSize: 32,
    epochs: 10,
  };
  readonly family = "recurrent";
  private readonly cell: (typeof cells)[keyof typeof cells];

  constructor(options: RecurrentAutoencoderOptions = {}) {
    super(RecurrentAutoencoder.defaults, options);
    this.cell = lookUp("cell", options.cell ?? "lstm", cells);
  }

  protected build(inputShape: readonly number[]): EncoderDecoder {
    const [time, features] = expectSequence(this.family, inputShape);
    const { codings, hidden } = this.settings;
    const up = hidden.length > 0 ? hidden.toReversed() : [codings];
    const reading = (units: number) => this.cell(units, { returnSequences: true });
    const outputs = timeDistributed(dense(features, { activation: this.outputActivation }));
    return {
      encoder: sequential([...hidden.map(reading), this.cell(codings)], { name: "encoder" }),
      decoder: sequential([repeatVector(time), ...up.map(reading), outputs], { name: "decoder" }),
    };
  }
}
