import { sizeOf } from "../core/ndarray.ts";
import { count } from "../core/words.ts";
import type { Trainable } from "./trainable.ts";

/** Writes the model card of a custom network in Markdown: its layers, its last epoch, and how to use it. */
export function networkCard(model: Trainable, summary: string): string {
  const { history, inputNames, inputs, outputNames, outputs, variables } = model;
  const shapes = (names: readonly string[], values: readonly { readonly shape: readonly number[] }[]) =>
    names.map((name, i) => `\`${name}\` [${["n", ...values[i]!.shape].join(", ")}]`).join(", ");
  const parameters = variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const last = Object.entries(history.at(-1) ?? {}).filter(([name]) => !TOLD.has(name));
  const rows = [
    ["inputs", shapes(inputNames, inputs)],
    ["outputs", shapes(outputNames, outputs)],
    ["parameters", count(parameters)],
    ["epochs", count(history.length)],
    ...last.map(([name, value]) => [name, Number(value).toPrecision(4)]),
  ];
  return `# ${model.name || model.kind}

| | |
|---|---|
${rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n")}

${summary.replace(/^/gm, "    ")}

## Use

In TypeScript, \`await load(path)\` of the package codings returns the compiled model. The ONNX file runs in any ONNX Runtime.
`;
}

/** Values of an epoch that don't describe the model. */
const TOLD = new Set(["epoch", "phase", "seconds", "examplesPerSecond"]);
