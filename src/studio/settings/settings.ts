import { families } from "../../autoencoders/index.ts";
import type { LayerChoices } from "./layers.ts";

/** The systems of the lecture that are offered for a network, in its order. */
export const systems = ["linear", "stacked", "tied", "greedy", "convolutional", "denoising", "sparse", "variational"] as const;

/** One of them, or another family that a model was opened of. */
export type System = (typeof systems)[number] | "recurrent" | "convolutional-1d";

/** All that makes a run what it is: the same settings give the same run, number by number. The page's address holds them. */
export interface Settings {
  /** A built-in set ("mnist", "garments", "points-3d"), "file" for what was dropped, or "machine:" and a name. */
  readonly data: string;
  /** How many examples are taken; those at hand where there are fewer. */
  readonly count: number;
  /** The share of them that is held out. */
  readonly validation: number;
  readonly system: System;
  readonly codings: number;
  readonly hidden: readonly number[];
  /** "" for the system's own. */
  readonly loss: string;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly batch: number;
  readonly epochs: number;
  /** "gaussian:0.2", or "" for none. */
  readonly noise: string;
  /** "kl:0.1" or "l1:0.001"; of the sparse one alone. */
  readonly sparsity: string;
  /** Of the greedy one: whether the whole is trained at the end. */
  readonly fineTune: boolean;
  readonly seed: number;
  /** Layers that were edited, in place of the system's. */
  readonly layers?: LayerChoices;
}

/** Images enough to see digits form within seconds. */
const COUNT = 2400;
/** All of MNIST, where the machine has it. */
const WHOLE = 60_000;
const BATCH = 32;
/** A page is watched: more epochs than the lecture's ten, of fewer images. */
const EPOCHS = 30;

/** What a system is set to where nothing is said. */
export function defaultsOf(system: System, data = "mnist"): Settings {
  const { codings, hidden, learningRate, optimizer, batchSize, noise, epochs } = families[system]!.defaults;
  const isPoints = data === "points-3d";
  // With so few images the lecture's plain descent doesn't get where these two show what they are for.
  const isSlow = system === "denoising" || system === "sparse";
  // As the command line takes it.
  const isWhole = data.startsWith("machine:");
  return {
    data,
    count: isPoints ? 200 : isWhole ? WHOLE : COUNT,
    validation: isWhole ? 1 / 12 : 1 / 6,
    system,
    codings: isPoints ? 2 : codings,
    hidden: isPoints && system !== "linear" ? [8] : hidden,
    loss: isPoints ? "mse" : "",
    optimizer: isSlow ? "adam" : optimizer,
    // The lecture's rate of the linear one is for three columns; of 784 pixels it is too high.
    learningRate: isSlow ? 0.002 : system === "linear" && !isPoints ? 0.5 : isPoints && system !== "linear" ? 0.1 : learningRate,
    // Of so few images, larger batches would be too few steps.
    batch: Math.min(batchSize, BATCH),
    epochs: Math.max(epochs, EPOCHS),
    noise: noise ? `${noise.kind}:${noise.amount}` : "",
    sparsity: system === "sparse" ? "kl:0.1" : "",
    fineTune: false,
    seed: 42,
  };
}
