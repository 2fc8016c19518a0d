import { OptionError } from "../core/errors.ts";
import { VERSION } from "../core/version.ts";
import { networkCard } from "./card.ts";
import type { Compiled } from "./compile.ts";
import { describeCompiled } from "./describe-compiled.ts";
import { summary } from "./summary.ts";
import type { Trainable } from "./trainable.ts";
import { type ModelFolder, modelFiles } from "./written-files.ts";

/** Options of a model's `save`. */
export interface ModelSavedWith {
  /** Whether to save the state of the training, so that `fit` can continue after loading; true by default. */
  readonly checkpoint?: boolean;
  /** Model card in Markdown. By default it has the layers and the values of the last epoch. */
  readonly card?: string;
}

interface Saved extends ModelSavedWith {
  readonly seed: number;
  readonly compiled: Compiled | undefined;
}

/** Collects the contents of a custom model's folder. */
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

/** Writes a model's folder, which is replaced completely or not at all. @throws OptionError in a page. */
export async function saveModel(path: string, folder: ModelFolder): Promise<void> {
  const { replaceFolder } = await import("./replace-folder.node.ts");
  if (!replaceFolder)
    throw new OptionError(
      "Model folders can only be written in Node, because a page has no disk. Use modelFiles there, which returns the files by name.",
    );
  await replaceFolder(path, modelFiles(folder));
}
