import type { Measure } from "../anomalies/measure.ts";
import type { Usual, Usuals } from "../anomalies/score.ts";
import type { Calibration } from "../scoring/calibration.ts";
import type { EpochLog } from "../training/history.ts";
import type { AlarmCounts } from "./alarms.ts";
import type { Jumps } from "./jumps.ts";
import type { WindowLength } from "./lengths.ts";
import type { SeriesSettings } from "./options.ts";
import type { Channels } from "./window-graph.ts";

/** The result of learning from windows of one length. */
export interface FittedLength extends WindowLength {
  readonly measure: Measure;
  readonly usuals: Usuals;
  /** The usual score of a window. */
  readonly usual: Usual;
}

/** Scores of readings that weren't learned from, and the threshold. */
export interface SeriesCalibration extends Calibration {
  readonly alarms: AlarmCounts;
}

/** The result of the training. */
export interface FittedSeries {
  readonly channels: Channels;
  /** Ascending by window. */
  readonly lengths: readonly FittedLength[];
  /** Index of the length from whose windows the expected values come. */
  readonly shape: number;
  readonly jumps: Jumps;
  /** Number of readings around a reading whose scores count as well. */
  readonly around: number;
  /** Half of the width of the band around the expected values that contains 95 % of the readings, for each channel. */
  readonly band: Float32Array;
  /** Time between two readings in milliseconds, if it is known. */
  readonly step?: number;
  /** Whether readings are put on a grid of even times, `step` apart. Otherwise they are taken as they follow one another. */
  readonly even: boolean;
  /** The period that all series have, if there is one. */
  readonly period?: { readonly readings: number; readonly words: string };
  /** Of whole series, in which each window counts for all of its readings. */
  readonly calibration: SeriesCalibration;
  /** Of readings as they come, from the windows that end at each. */
  readonly live: SeriesCalibration;
  /** Of single readings as they come, without the readings before that count as well. The ONNX file has these scores. */
  readonly last: SeriesCalibration;
  readonly history: readonly EpochLog[];
}

/** State of a detector for series that is saved and loaded. */
export interface SeriesState {
  readonly settings: SeriesSettings;
  /** Options in the `config.json` of a loaded detector, which are saved with it again. */
  readonly savedOptions: Readonly<Record<string, unknown>>;
  readonly learned: FittedSeries;
}
