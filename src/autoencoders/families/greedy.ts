import { OptionError } from "../../core/errors.ts";
import type { Dense } from "../../layers/index.ts";
import type { FitResult } from "../../models/fit.ts";
import { type Sequential, sequential } from "../../models/sequential.ts";
import type { Callback } from "../../training/callbacks/callback.ts";
import type { EpochLog } from "../../training/history.ts";
import type { TrainingState } from "../../training/state.ts";
import { storeWeights, weightsOf } from "../../training/weights.ts";
import { type EncoderDecoder, type FamilyTraining, family, flag, positive } from "../family.ts";
import { compileWith } from "../network.ts";
import { NUMBER_DEFAULTS } from "../plan/defaults.ts";
import { planDense } from "../plan/dense.ts";
import { principalOf } from "../plan/principal.ts";
import { startDense } from "../plan/start-dense.ts";
import { learnStandards } from "../standardize.ts";
import { denseStack } from "./dense-stack.ts";
import { stacked } from "./stacked.ts";

/** Options of the greedy family. */
export interface GreedyOptions {
  readonly laterLearningRate: number | undefined;
  readonly fineTune: boolean;
  readonly fineTuneLearningRate: number | undefined;
}

type Training = FamilyTraining<GreedyOptions>;

/**
 * A stacked autoencoder that is trained one autoencoder at a time. Each has one hidden layer and learns to reconstruct the
 * codings of the one before, which are computed once. Their layers then form the whole network (Géron, chapter 17, "Training One
 * Autoencoder at a Time"; Hinton & Salakhutdinov, 2006).
 */
export const greedy = family({
  name: "greedy",
  title: "Greedy, layer by layer",
  summary: "stacked autoencoder trained one layer at a time",
  section: "Training One Autoencoder at a Time",
  examples: "any",
  defaults: stacked.defaults,
  options: {
    /**
     * Learning rate of the phases after the first, which learn codings (with the squared error) instead of inputs. Default: .05,
     * or the rate of the first phase for scaled numbers.
     */
    laterLearningRate: positive("learning rate of the phases after the first"),
    /** Whether to train the whole stacked autoencoder at the end; false by default. */
    fineTune: flag("fine-tune the whole network at the end"),
    /** Learning rate of the fine-tuning. Default: .1, or the rate of the first phase for scaled numbers. */
    fineTuneLearningRate: positive("learning rate of the fine-tuning"),
  },
  plan: (about) => planDense(about, { projects: false, starts: false }),
  build: (settings) => denseStack(settings),
  phaseCount: ({ hidden, fineTune }) => hidden.length + 1 + (fineTune ? 1 : 0),
  trainer() {
    /** The phases of the last `fit` and their whole model, with which another `fit` continues. */
    let last: { readonly whole: Sequential; readonly phases: readonly Phase[] } | undefined;
    return {
      async fit(training) {
        const { options, network } = training;
        if (options.stream)
          throw new OptionError(
            "Greedy training computes the codings of all rows for each phase, so it needs all rows in memory. Use another --model, or fewer rows.",
          );
        // A run that continues from a state compiles the phases again, so that later phases begin with new optimizers.
        if (options.from || last?.whole !== network.model) last = { whole: network.model, phases: phasesOf(training) };
        return trainPhases(last.phases, training);
      },
    };
  },
});

/** One autoencoder of the stack: a model of its own layers, which takes the codings of the autoencoders before it. */
interface Phase {
  readonly model: Sequential;
  /** Computes the examples of the next phase; undefined for the last phase. */
  readonly encoder?: Sequential;
}

const isDense = (layer: { readonly kind: string }): layer is Dense => layer.kind === "Dense";

/** Compiles the phases. They share their layers with the whole network, so what they learn is in it. */
function phasesOf({ network: { encoder, decoder, model }, loss, settings }: Training): Phase[] {
  const { learningRate, optimizer, start, fineTune } = settings;
  // The learning rate of Adam fits both inputs and codings. The lecture's rates are for plain gradient descent.
  const isAdam = start !== undefined && optimizer === NUMBER_DEFAULTS.optimizer;
  const { laterLearningRate = isAdam ? learningRate : 0.05, fineTuneLearningRate = isAdam ? learningRate : 0.1 } = settings;
  const [down, up] = [encoder.layers.filter(isDense), decoder.layers.filter(isDense).toReversed()];
  const phases = down.map((layer, i): Phase => {
    const isFirst = i === 0;
    const isLast = i === down.length - 1;
    const before = isFirst ? encoder.layers.slice(0, encoder.layers.indexOf(layer)) : [];
    const after = isFirst ? decoder.layers.slice(decoder.layers.indexOf(up[0]!) + 1) : [];
    const part = sequential([...before, layer], { name: "encoder" });
    const phase = sequential([part, sequential([up[i]!, ...after], { name: "decoder" })], { name: `phase_${i + 1}` });
    return {
      model: isFirst ? compileWith(phase, loss, settings) : compileWith(phase, "mse", settings, laterLearningRate),
      ...(!isLast && { encoder: part }),
    };
  });
  return fineTune ? [...phases, { model: compileWith(model, loss, settings, fineTuneLearningRate) }] : phases;
}

async function trainPhases(
  phases: readonly Phase[],
  { network, settings, examples, options: told }: Training,
): Promise<FitResult> {
  const { validation, from, ...options } = told;
  const { model: whole } = network;
  const isUnlearned = !from && network.encoder.layers.find(isDense)!.variables[0]!.value === undefined;
  whole.initialize();
  const weightsBefore = weightsOf(whole);
  const under = from?.phase ?? 1;
  let [inputs, held] = [examples, validation];
  let earlier: readonly EpochLog[] = [];
  const states: TrainingState[] = [];
  /** Whether the later phases begin again, because an earlier one was trained further. */
  let isNew = false;
  let result: FitResult | undefined;
  for (const [i, { model, encoder }] of phases.entries()) {
    const number = i + 1;
    if (model === whole) [inputs, held] = [examples, validation];
    /**
     * The phases after this one learn from its codings. If it is trained further, its codings change, and those phases begin
     * again.
     */
    const beginAnew: Callback = {
      onProgress: () => {
        if (isNew) return;
        isNew = true;
        for (const later of phases.slice(number)) if (later.model !== whole) forget(later.model);
        whole.initialize(options.seed);
      },
    };
    const saved = isNew ? undefined : number === under ? from : from?.phases?.find(({ phase }) => phase === number);
    if (settings.start === "pca" && model !== whole && !saved && (isNew || (from ? number > under : isUnlearned))) {
      const standards = i === 0 && settings.scaling === "standard" ? learnStandards(inputs, "element") : undefined;
      startDense(partsOf(model), await principalOf(inputs, options.runtime, standards));
    }
    // Checkpoints of early versions contain only the current phase. The phases before it then stay unchanged.
    if (saved || isNew || number >= under) {
      result = await model.fit(inputs, inputs, {
        ...options,
        ...(number > 1 && { trial: undefined }),
        phase: { number, of: phases.length, earlier, states: [...states] },
        ...(held && { validationData: [held, held] }),
        ...(saved && { from: saved }),
        ...(saved && number < under && { callbacks: [...(options.callbacks ?? []), beginAnew] }),
      });
      if (result.stopped === "interrupted") {
        if (!from || isNew || number >= under) return result;
        // Nothing was learned after the save, so the saved state is still valid.
        storeWeights(whole, weightsBefore);
        return { ...result, history: from.history, state: from };
      }
      earlier = result.history;
      const { phases: _, ...own } = result.state;
      states.push(own);
    }
    if (encoder) {
      const { runtime } = options;
      inputs = await encoder.predict(inputs, { runtime });
      held = held && (await encoder.predict(held, { runtime }));
    }
  }
  return result!;
}

const partsOf = ({ layers: [encoder, decoder] }: Sequential) => ({ encoder, decoder }) as EncoderDecoder;

/** Removes the weights of a model, so that initial weights are drawn again. */
function forget(model: Sequential): void {
  for (const variable of model.variables) delete variable.value;
}
