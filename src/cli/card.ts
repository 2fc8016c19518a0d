import type { EpochLog } from "../training/index.ts";
import type { TrainingRecipe } from "./training-run.ts";

interface Card {
  readonly recipe: TrainingRecipe;
  readonly dataset: string;
  readonly shape: readonly number[];
  readonly parameters: number;
  readonly history: readonly EpochLog[];
}

/** The model card of a folder: what the model is, how well it does, how to use it. */
export function modelCard({ recipe, dataset, shape, parameters, history }: Card): string {
  const last = history.at(-1);
  const figure = (value: number | undefined) => (value === undefined ? "not measured" : value.toFixed(4));
  const layers = [shape.join("x"), ...recipe.hidden, recipe.codings, ...recipe.hidden.toReversed(), shape.join("x")].join(" - ");
  return `# ${recipe.model} autoencoder of ${dataset}

${layers}: ${parameters.toLocaleString("en-US")} parameters, ${recipe.codings} codings.

| | |
|---|---|
| trained on | ${dataset}, seed ${recipe.seed} |
| epochs | ${history.length} |
| loss (${recipe.loss}) | ${figure(last?.loss)} |
| validation loss | ${figure(last?.valLoss)} |
| optimizer | ${recipe.optimizer}, learning rate ${last?.learningRate ?? recipe.learningRate} |

## Use

    codings encode . DATA -o codings.npy
    codings reconstruct . DATA -o reconstructions.png

\`encoder.onnx\`, \`decoder.onnx\` and \`autoencoder.onnx\` take examples [batch, ${shape.join(", ")}] as they are stored (pixels 0-255 are scaled
inside) and run in any ONNX Runtime: in Python, \`onnxruntime.InferenceSession("encoder.onnx").run(None, {"examples": rows})\`.
In TypeScript, \`loadModelFolder(path)\` of the package codings gives the model.
`;
}
