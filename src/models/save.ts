import { OptionError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { networkCard } from "./card.ts";
import type { Compiled } from "./compile.ts";
import { describeCompiled } from "./describe-compiled.ts";
import { summary } from "./summary.ts";
import type { Trainable } from "./trainable.ts";
import { type ModelFolder, modelFiles } from "./written-files.ts";

export interface ModelSavedWith {
  /** Whether the state of the training is saved too, so that `fit` goes on after loading, as Keras's optimizer's state; true by default. */
  readonly checkpoint?: boolean;
  /** The model card, Markdown; its layers and figures by default. */
  readonly card?: string;
}

interface Saved extends ModelSavedWith {
  readonly seed: number;
  readonly compiled: Compiled | undefined;
}

/** What a folder holds of a model of your own. */
export function modelFolder(
  model: Trainable,
  { seed, compiled, checkpoint = true, card = networkCard(model, summary(model)) }: Saved,
): ModelFolder {
  const { history, inputDtypes, inputNames } = model;
  const state = compiled?.ended.state;
  const last = Object.entries(history.at(-1) ?? {}).filter((entry): entry is [string, number] => Number.isFinite(entry[1]));
  const inputs = model.inputs.map(({ shape }, i) => ({ name: inputNames[i]!, shape, dtype: inputDtypes[i] ?? "float32" }));
  return {
    model,
    history,
    card,
    config: {
      family: model.kind.toLowerCase(),
      inputDtype: inputs[0]!.dtype,
      ...(inputs.length > 1 && { inputs }),
      seed,
      versions: { codings: VERSION },
      options: {},
      metrics: Object.fromEntries(last),
      ...(compiled && { compile: describeCompiled(compiled) }),
    },
    ...(checkpoint && state && { state }),
  };
}

/** Writes a model's folder, whole or not at all. @throws OptionError in a page. */
export async function saveModel(path: string, folder: ModelFolder): Promise<void> {
  const { replaceFolder } = await import("./replace-folder.node.ts");
  if (!replaceFolder)
    throw new OptionError(
      "Model folders are written in Node; a page has no disk. Take modelFiles there: its files by their names.",
    );
  await replaceFolder(path, modelFiles(folder));
}
