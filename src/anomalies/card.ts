import { sizeOf } from "../core/ndarray.ts";
import type { AnomalyDetector } from "./detector.ts";
import { varyingColumns } from "./scaling.ts";
import { showThreshold } from "./thresholds.ts";

/** The card of a detector's folder, as Markdown: what it is, what it learned from, how to use it. */
export function detectorCard({ settings, learned }: AnomalyDetector, dataset: string): string {
  const { measure, calibration, history } = learned;
  const { ensemble, reference, neighbors, scaling } = measure;
  const { codings, hidden } = ensemble.options;
  const parameters = ensemble.variables.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const { threshold } = settings;
  const features = scaling.scale.length;
  return `# Detector of anomalies in ${dataset}

A row of ${features} columns (${varyingColumns(scaling).length} of them vary) gets a score: how far it is from what ${codings.length} autoencoders make of it, and from the rows
most like it, each in units of what is usual. 0 is a row as in the middle; higher is stranger. A missing value (NaN) counts as expected.

| | |
|---|---|
| learned from | ${dataset}, seed ${settings.seed} |
| codings, hidden layers | ${codings.join(", ")}; ${hidden.join(", ")}; ${parameters.toLocaleString("en-US")} parameters |
| epochs | ${history.length}, the ${100 * settings.trim} % of each batch with the greatest error left out |
| reference rows | ${reference.shape[0]}, of which the nearest ${neighbors} count |
| rows held out | ${calibration.held.length} |
| threshold | ${Number(calibration.threshold.toPrecision(4))} (asked for: ${typeof threshold === "string" ? threshold : showThreshold(threshold)}) |

## Use

\`detector.onnx\` takes \`examples\`, float32 [batch, ${features}] in their own units, and gives \`score\`, \`percentile\`, \`outlier\` (1 or 0),
\`contributions\` and \`expected\`; it runs in any ONNX Runtime: in Python, \`onnxruntime.InferenceSession("detector.onnx").run(None, {"examples": rows})\`.
In TypeScript, \`await AnomalyDetector.load(path)\` of the package codings gives the detector.

The folder holds ${reference.shape[0]} of the rows that it learned from, scaled: who has the folder has them.
`;
}
