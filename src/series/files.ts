import * as z from "zod/mini";
import { type DetectorSavedWith, detectorFields, detectorFolder, readDetector } from "../anomalies/detector-folder.ts";
import { measureArrays, measureConfig, measureFields, measureFrom, usualSchema, vector } from "../anomalies/measure-files.ts";
import { DataError } from "../core/errors.ts";
import type { NdArray } from "../core/ndarray.ts";
import { optionsIn } from "../core/options.ts";
import { type FolderFiles, inFolder } from "../models/config.ts";
import { seriesCard } from "./card.ts";
import type { SeriesCalibration, SeriesState } from "./fitted.ts";
import { lastReadingGraph } from "./onnx.ts";
import { SERIES_DETECTOR, seriesSettings } from "./options.ts";
import { featureCountOf } from "./window-graph.ts";

/** Name of the family in `config.json`. */
export const SERIES_FAMILY = "series-anomaly";

const whole = z.number().check(z.int(), z.positive());
const place = z.number().check(z.int(), z.nonnegative());
const calibrationSchema = z.object({ threshold: z.number(), readings: place });
const schema = z.object({
  ...detectorFields(SERIES_FAMILY),
  lengths: z
    .array(z.object({ window: whole, step: whole, bins: whole, usual: usualSchema, ...measureFields }))
    .check(z.minLength(1)),
  shape: place,
  jumps: z.object({ middle: z.array(usualSchema), last: z.array(usualSchema) }),
  around: whole,
  step: z.optional(z.number()),
  even: z.boolean(),
  period: z.optional(z.object({ readings: z.number(), words: z.string() })),
  calibration: calibrationSchema,
  live: calibrationSchema,
  last: calibrationSchema,
});

const withPrefix = <T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]));

/** Returns the files of a detector's folder; see `seriesDetectorFiles`. */
export function seriesFilesOf(detector: SeriesState, saved: DetectorSavedWith = {}): Record<string, Uint8Array | string> {
  return detectorFolder("seriesDetectorFiles", saved, () => {
    const { settings, savedOptions, learned } = detector;
    const { channels, lengths, band, calibration, live, last, history, ...fields } = learned;
    const vectors = Object.entries({ ...channels, band }).map(([name, data]) => [`channels/${name}`, vector(data)]);
    const calibrations = Object.entries({ calibration, live, last });
    return {
      family: SERIES_FAMILY,
      width: channels.center.length,
      settings,
      savedOptions,
      fields: {
        ...fields,
        lengths: lengths.map(({ measure, usuals, ...length }) => ({ ...length, ...measureConfig({ measure, usuals }) })),
        ...Object.fromEntries(
          calibrations.map(([name, { threshold, alarms }]) => [name, { threshold, readings: alarms.readings }]),
        ),
      },
      arrays: Object.assign(
        Object.fromEntries(vectors),
        ...lengths.map(({ measure }, i) => withPrefix(`length_${i}`, measureArrays(measure))),
        ...calibrations.map(([name, one]) => withPrefix(name, calibrationArrays(one))),
      ),
      graph: lastReadingGraph(learned),
      card: (dataset) => seriesCard(detector, dataset),
      history,
    };
  });
}

const calibrationArrays = ({ quantiles, alarms }: SeriesCalibration) => ({
  held: vector(Float32Array.from(quantiles)),
  alarmThresholds: vector(Float32Array.from(alarms.thresholds)),
  alarmCounts: vector(Float32Array.from(alarms.counts)),
});

/** Reads the state of a detector from the files of its folder. @throws like `seriesDetectorFrom`. */
export function seriesStateIn(files: FolderFiles, path = ""): SeriesState {
  const { config, settings, array, history } = readDetector(files, path, {
    family: SERIES_FAMILY,
    words: "a detector for series",
    schema,
    settings: (options) => seriesSettings(optionsIn(SERIES_DETECTOR, options)),
  });
  const { inputShape, options, lengths, shape, jumps, around, step, even, period } = config;
  const count = inputShape[0]!;
  const numbers = (name: string) => array(name).data;
  const ofChannels = (name: string) => numbers(`channels/${name}`);
  const channels = { center: ofChannels("center"), scale: ofChannels("scale"), trend: ofChannels("trend") };
  const band = ofChannels("band");
  const fits =
    [...Object.values(channels), band, jumps.middle, jumps.last].every(({ length }) => length === count) &&
    shape < lengths.length &&
    lengths.every(({ window, bins }, i) => window % bins === 0 && window > (lengths[i - 1]?.window ?? 1));
  if (!fits)
    throw new DataError(`${inFolder(path, "config.json")} doesn't fit the arrays in model.safetensors. Save the model again.`);
  const calibrated = (name: "calibration" | "live" | "last"): SeriesCalibration => {
    const list = (of: string) => Array.from(numbers(`${name}/${of}`));
    const { threshold, readings } = config[name];
    const alarms = { thresholds: list("alarmThresholds"), counts: list("alarmCounts"), readings };
    return { quantiles: list("held"), counted: true, threshold, alarms };
  };
  return {
    settings,
    savedOptions: options,
    learned: {
      channels,
      band,
      shape,
      around,
      history,
      jumps,
      ...(step !== undefined && { step }),
      even,
      ...(period && { period }),
      lengths: lengths.map(({ window, step, bins, usual, usuals, ...own }, i) => {
        const length = { window, step, bins, usual, usuals };
        const ofLength = (name: string): NdArray<"float32"> => array(`length_${i}/${name}`);
        return { ...length, measure: measureFrom({ ...own, usuals }, ofLength, featureCountOf(length, count), path) };
      }),
      calibration: calibrated("calibration"),
      live: calibrated("live"),
      last: calibrated("last"),
    },
  };
}
