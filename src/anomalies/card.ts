import { asCode, tableProgram } from "../autoencoders/table-card.ts";
import { sizeOf } from "../core/ndarray.ts";
import { count, rounded } from "../core/words.ts";
import type { GraphSpec, Tensor } from "../graph/index.ts";
import { showThreshold } from "../scoring/thresholds/index.ts";
import { type DetectorState, graphOf } from "./measure.ts";
import { varyingColumns } from "./scaling.ts";

/** The card of a detector's folder, as Markdown: what it is, what it learned from, how to use it. */
export function detectorCard(detector: DetectorState, dataset: string): string {
  const { settings, learned } = detector;
  const { measure, calibration, history } = learned;
  const { ensemble, reference, neighbors, scaling } = measure;
  const { codings, hidden } = ensemble.options;
  const parameters = ensemble.variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const { threshold, table } = settings;
  const features = scaling.scale.length;
  const columns = table ? `${table.columns.length} columns, as ${features} features` : `${features} columns`;
  return `# Detector of anomalies in ${dataset}

A row of ${columns} (${varyingColumns(scaling).length} of them vary) gets a score: how far it is from what ${codings.length} autoencoders make of it, and from the rows
most like it, each in units of what is usual. 0 is a row as in the middle; higher is stranger. A missing value counts as expected.

| | |
|---|---|
| learned from | ${dataset}, seed ${settings.seed} |
| codings, hidden layers | ${codings.join(", ")}; ${hidden.join(", ")}; ${count(parameters)} parameters |
| epochs | ${history.length}, the ${100 * settings.trim} % of each batch with the greatest error left out |
| reference rows | ${reference.shape[0]}, of which the nearest ${neighbors} count |
| rows held out | ${calibration.quantiles.length} |
| threshold | ${rounded(calibration.threshold, 4)} (asked for: ${typeof threshold === "string" ? threshold : showThreshold(threshold)}) |

## Use

    codings score . DATA -o scores.csv

${onnxUse(detector)}
In TypeScript, \`await AnomalyDetector.load(path)\` of the package codings gives the detector.

The folder holds ${reference.shape[0]} of the rows that it learned from, scaled: who has the folder has them.
`;
}

/** What goes into the ONNX file and what comes out, as the file itself has it, and a Python program that runs as it stands. */
function onnxUse(detector: DetectorState): string {
  const { settings, learned } = detector;
  const { table } = settings;
  const graph = graphOf(detector);
  const outputs = Object.keys(graph.outputs);
  const features = learned.measure.scaling.scale.length;
  const program = table ? tableProgram(table, "detector.onnx", outputs) : arrayProgram(features, outputs);
  return `\`detector.onnx\` runs in any ONNX Runtime. It takes${table ? " the table's columns as they are: of times the seconds since 1970 UTC, of true and false those words" : " rows in their own units"}.
A missing value is ${table ? 'NaN, of text ""' : "NaN"}.

${listOf(inputsOf(graph))}

It gives, of each row, how strange it is, how many percent of the rows held out score no higher, whether it is an outlier (1 or 0), and how
much each ${table ? "column, in the order above," : "column"} adds to the error of reconstruction${table ? "" : ", and what was expected there"}:

${listOf(Object.entries(graph.outputs))}

In Python, in this folder:

${asCode(program)}
`;
}

const arrayProgram = (features: number, outputs: readonly string[]): string => `import numpy as np
import onnxruntime

# Your rows; NaN is a missing value.
rows = np.zeros((2, ${features}), dtype="float32")
session = onnxruntime.InferenceSession("detector.onnx")
${outputs.join(", ")} = session.run(None, {"examples": rows})`;

const inputsOf = ({ inputs }: GraphSpec) =>
  inputs.flatMap((tensor) => (tensor.source.kind === "input" ? [[tensor.source.name, tensor] as const] : []));

const listOf = (tensors: readonly (readonly [name: string, tensor: Tensor])[]): string =>
  tensors.map(([name, { dtype, shape }]) => `- \`${name}\`: ${dtype} [${["batch", ...shape.slice(1)].join(", ")}]`).join("\n");
