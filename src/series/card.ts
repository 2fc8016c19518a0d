import { asCode } from "../autoencoders/table-card.ts";
import { sizeOf } from "../core/ndarray.ts";
import { count, rounded } from "../core/words.ts";
import { type Column, featureCount, type TablePreprocessing } from "../data/tables/schema/columns.ts";
import { showThreshold } from "../scoring/thresholds/index.ts";
import type { SeriesState } from "./fitted.ts";
import { readingsNeeded } from "./onnx.ts";

/** Returns the README.md of a folder with a detector for series: a description, the training data, and how to use it. */
export function seriesCard({ settings, learned }: SeriesState, dataset: string): string {
  const { lengths, channels, calibration, live, last, period, history } = learned;
  const { threshold, alarms, table } = settings;
  const width = channels.center.length;
  const parameters = lengths
    .flatMap(({ measure }) => measure.ensemble.variables)
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const references = lengths.reduce((sum, { measure }) => sum + (measure.reference?.shape[0] ?? 0), 0);
  const how = alarms ?? (typeof threshold === "string" ? threshold : showThreshold(threshold));
  const readings = readingsNeeded(learned);
  return `# Detector of faults in series for ${dataset}

The detector scores readings of ${table ? `${table.columns.length} columns, as ${width} channels` : `${width} channels`}. It looks at windows of several lengths. For each length, a detector learned from
features of the windows: their statistics and their shape. A usual reading has a score of about 0. A higher score is more unusual.
A missing value counts as the expected value.

| | |
|---|---|
| training data | ${dataset}, seed ${settings.seed} |
| readings in a window | ${lengths.map(({ window }) => window).join(", ")} |
| period | ${period ? `${rounded(period.readings, 4)} readings (${period.words})` : "none"} |
| parameters | ${count(parameters)} |
| epochs | ${history.length}, without the ${100 * settings.trim} % of each batch with the largest errors |
| reference windows | ${references || "none"} |
| threshold | ${rounded(calibration.threshold, 4)} (option: ${how}); ${rounded(live.threshold, 4)} for readings as they come; ${rounded(last.threshold, 4)} in detector.onnx |

## Use

    codings score . DATA -o scores.csv
    codings watch . < readings.jsonl

In TypeScript, \`await SeriesDetector.load(path)\` from the package codings loads the detector.

## The ONNX file

\`detector.onnx\` runs in any ONNX Runtime. It scores the last reading of a series:

- \`examples\`: float32 [batch, ${readings}, ${width}]

The input has the last ${readings} readings of each series at even times${stepOf(learned.step)}, the oldest first. A missing value is NaN, and so are the values of a
reading that is missing, or from before the series began. ${table ? "The channels are features of the columns:" : "Channels are in their own units."}
${table ? `\n${channelList(table)}\n` : ""}
- \`score\`: float32 [batch]
- \`percentile\`: float32 [batch]
- \`outlier\`: int64 [batch]
- \`contributions\`: float32 [batch, ${width}]
- \`expected\`: float32 [batch, ${width}]

The outputs are the score, the percentage of readings in training that score no higher, and whether the reading is an outlier (1 or 0). They also are
how much each channel contributes to the score, and its expected values. The scores are not those of \`codings score\`: they come from the windows that end at the
reading, and not from all windows that contain it, and the scores of the readings around it don't count. So a fault scores lower at its
beginning, and scores vary more from reading to reading. Percentiles and the threshold were calibrated for these scores.

In Python, in this folder:

${asCode(program(readings, width))}

${
  references
    ? `model.safetensors and detector.onnx contain features of ${references} windows of the training series, scaled. Don't share them with people who may not
see these readings. A detector that is trained with \`--no-rows\` (in code \`rows: false\`) contains none.`
    : "The folder contains no windows of the training series. It contains how often the values of each feature occur, and their covariance."
}
`;
}

const stepOf = (step: number | undefined): string => (step === undefined ? "" : ` (${rounded(step / 1000, 6)} s apart)`);

const program = (readings: number, width: number): string => `import numpy as np
import onnxruntime

# Your readings; NaN is a missing value.
readings = np.zeros((1, ${readings}, ${width}), dtype="float32")
session = onnxruntime.InferenceSession("detector.onnx")
score, percentile, outlier, contributions, expected = session.run(None, {"examples": readings})`;

/** Lists how each channel is computed from a column, as a Python expression of \`value\`. */
const channelList = ({ columns }: TablePreprocessing): string => {
  let channel = 0;
  return columns
    .map((column) => {
      const size = featureCount(column);
      const places = size === 1 ? `channel ${channel}` : `channels ${channel} to ${channel + size - 1}`;
      channel += size;
      return `- ${places}: ${JSON.stringify(column.name)}, as ${fromValue(column)}`;
    })
    .join("\n");
};

function fromValue(column: Column): string {
  if (column.kind === "number") {
    const scaled = `(value - ${column.center}) / ${column.scale}`;
    return `\`${column.scaling === "robust" ? `np.arcsinh(${scaled})` : scaled}\``;
  }
  if (column.kind === "category")
    return `1 for the value and 0 for the others, in this order: ${column.values.map((value) => JSON.stringify(value)).join(", ")}${column.open ? ", any other value" : ""}`;
  return `sine and cosine of its place in each ${column.cycles.join(", ")}`;
}
