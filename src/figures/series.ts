import * as Plot from "@observablehq/plot";
import { dateOf } from "../core/dates.ts";
import type { NdArray } from "../core/ndarray.ts";
import { rowNumber } from "../core/rows.ts";
import { extent } from "../core/statistics.ts";
import { count, figureOf } from "../core/words.ts";
import type { SeriesInterval } from "../series/intervals.ts";
import { ACROSS, AXIS, lines, type PlotBox, plotted } from "./plot.ts";
import { element, type Figure, type FigureTitles, figure, textWidth } from "./svg.ts";
import { COLOUR, OKABE_ITO, SIZE } from "./theme.ts";

/** Readings with their scores and what a detector expected. */
export interface SeriesToDraw {
  /** Readings [n, channels]; NaN for a missing value. */
  readonly readings: NdArray<"float32">;
  /** Expected values [n, channels]. */
  readonly expected: NdArray<"float32">;
  /** Half of the width of the band around the expected values, for each channel. */
  readonly band: Float32Array;
  /** Scores [n]. */
  readonly scores: Float32Array;
  readonly threshold: number;
  /** Indices of the readings of each series in the order of time; by default, all are of one series and in order. */
  readonly parts?: readonly Int32Array[];
  /** Time of each reading [n] in milliseconds since 1970. Without times, the axis has the numbers of the rows. */
  readonly times?: ArrayLike<number> | undefined;
  /** Names of the channels. */
  readonly names?: readonly string[];
  /** Number of readings in a period, if there is one. At least so many are drawn before and after an interval. */
  readonly period?: number | undefined;
  /** Converts a value of a channel to the unit that is drawn. */
  readonly inUnit?: (channel: number, value: number) => number;
}

/** The options of `seriesFigure`. */
export interface SeriesFigureOptions extends SeriesToDraw, FigureTitles {
  /** Intervals from `SeriesDetector.intervals`, the highest score first. */
  readonly intervals: readonly SeriesInterval[];
  /** Maximum number of intervals to draw (default 6). */
  readonly count?: number;
  /** The name of the series of each interval, if there are several. */
  readonly seriesOf?: (interval: SeriesInterval) => string;
  /** Width in CSS pixels (default 680). */
  readonly width?: number;
}

/** Lengths in CSS pixels. A panel has a heading, the series, the score and its axis. */
const [WIDTH, LEFT, RIGHT] = [680, 52, 20];
const [KEY, HEADING, SERIES, SCORE, AXIS_HEIGHT, BETWEEN] = [26, 44, 140, 44, 36, 20];
const PANEL = HEADING + SERIES + SCORE + AXIS_HEIGHT;
/** Fewest readings before and after an interval. */
const LEAST_CONTEXT = 24;
/** Colours of the expected band and of the interval, which pages replace in their dark scheme. */
const [BAND, SHADE] = ["#cfe3f2", "#f5c79a"];

/**
 * Draws the intervals with the highest scores. For each one it shows the channel that contributes most around the interval, with the
 * expected values and the band in which 95 % of the usual readings are, and below them the scores and the threshold.
 * @example
 * const { expected, band, score } = await detector.explain(readings, { times });
 * const intervals = await detector.intervals(readings, { times });
 * const { threshold } = detector;
 * const { svg } = seriesFigure({ readings, times, expected, band: band.data, scores: score.data, threshold, intervals });
 */
export function seriesFigure(options: SeriesFigureOptions): Figure {
  const { intervals, count: most = 6, width = WIDTH, title = "Unusual intervals", subtitle } = options;
  if (intervals.length === 0)
    return figure({ body: [], width, height: 0, title, subtitle: subtitle ?? "No reading scores above the threshold." });
  const drawn = intervals.slice(0, most);
  const left = intervals.length - drawn.length;
  return figure({
    body: [
      key(width),
      ...drawn.map((interval, i) =>
        element("g", { transform: `translate(0,${KEY + i * (PANEL + BETWEEN)})` }, ...panelOf(interval, options, width)),
      ),
    ],
    width,
    height: KEY + drawn.length * (PANEL + BETWEEN) - BETWEEN,
    title,
    subtitle: subtitle ?? (left > 0 ? `The ${drawn.length} with the highest scores of ${count(intervals.length)}` : ""),
  });
}

/** A reading, or an extreme of some that share a pixel. */
interface Point {
  readonly x: number;
  readonly value: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  readonly score: number;
  readonly isInside: boolean;
}

/** What the two plots of a panel have in common. */
interface Panel {
  readonly points: readonly Point[];
  readonly box: Pick<PlotBox, "width" | "left" | "right">;
  readonly x: Plot.ScaleOptions;
  /** Draws the interval behind a plot. */
  shade(): Plot.Markish;
}

function panelOf(interval: SeriesInterval, options: SeriesFigureOptions, width: number): SVGElement[] {
  const { threshold, times } = options;
  const all = pointsOf(interval, options);
  const half = halfStep(all);
  const [from, to] = [interval.start, interval.end].map((row) => times?.[row] ?? rowNumber(row)) as [number, number];
  const panel: Panel = {
    points: thinned(all, Math.floor((width - LEFT - RIGHT) / 1.25)),
    box: { width, left: LEFT, right: RIGHT },
    x: { type: times ? "utc" : "linear", axis: null, domain: [all[0]!.x - half, all.at(-1)!.x + half] },
    shade: () => Plot.rectX([{ from: from - half, to: to + half }], { x1: "from", x2: "to", fill: SHADE, fillOpacity: 0.45 }),
  };
  const axis = { label: times ? null : "row", ...(times && { tickFormat: timeTick }) };
  const scores = scorePlot(panel, { threshold, highest: Math.max(interval.score, threshold), axis });
  scores.setAttribute("transform", `translate(0,${HEADING + SERIES})`);
  return [
    ...headingOf(interval, options),
    seriesPlot(panel),
    scores,
    element("text", { x: LEFT - 3, y: HEADING + SERIES + 4 + SCORE / 2, fill: COLOUR.quiet, "text-anchor": "end" }, "score"),
  ];
}

/** Writes when a series is unusual, and why. */
function headingOf(interval: SeriesInterval, { times, names, seriesOf, inUnit = unchanged }: SeriesFigureOptions): SVGElement[] {
  const of = seriesOf?.(interval);
  const [first, ...others] = interval.causes.map((cause) => ({
    ...cause,
    name: names?.[cause.channel] ?? `channel ${cause.channel}`,
  }));
  const told = (value: number) => (Number.isNaN(value) ? "missing" : figureOf(inUnit(first!.channel, value), 4));
  const why = first && `${first.name}: ${told(first.found)} instead of ${told(first.expected)} at ${momentOf(first.at, times)}`;
  const also = others.length > 0 ? `. Also ${others.map(({ name }) => name).join(", ")}` : "";
  return [
    element("text", { x: 0, y: 14, "font-weight": 700 }, `${whenOf(interval, times)}${of ? `, ${of}` : ""}`),
    element("text", { x: 0, y: 32, fill: COLOUR.quiet }, `${why ?? ""}${also}`),
  ];
}

const unchanged = (_channel: number, value: number): number => value;

/** Draws the values of a channel with the expected ones. */
function seriesPlot({ points, box, x, shade }: Panel): SVGElement {
  const inside = points.map((point, i) => ({ ...point, value: isNear(points, i) ? point.value : Number.NaN }));
  return plotted(
    { ...box, height: SERIES + HEADING, top: HEADING, bottom: 8 },
    {
      x,
      y: { domain: roomFor(points.flatMap(({ value, low, high }) => [value, low, high])) },
      marks: [
        lines(),
        shade(),
        Plot.axisY({ ...AXIS, label: null, ticks: 4 }),
        Plot.areaY(points, { x: "x", y1: "low", y2: "high", fill: BAND, fillOpacity: 0.8 }),
        Plot.lineY(points, { x: "x", y: "expected", stroke: COLOUR.quiet, strokeWidth: 1.25, strokeDasharray: "4,2" }),
        Plot.lineY(points, { x: "x", y: "value", stroke: OKABE_ITO.blue, strokeWidth: 1.25 }),
        Plot.lineY(inside, { x: "x", y: "value", stroke: OKABE_ITO.vermillion, strokeWidth: 1.75 }),
      ],
    },
  );
}

/** Draws the scores with their threshold. */
function scorePlot(
  { points, box, x, shade }: Panel,
  { threshold, highest, axis }: { readonly threshold: number; readonly highest: number; readonly axis: Plot.AxisXOptions },
): SVGElement {
  return plotted(
    { ...box, height: SCORE + AXIS_HEIGHT, top: 4, bottom: AXIS_HEIGHT },
    {
      x,
      y: { domain: [0, highest * 1.1], clamp: true },
      marks: [
        shade(),
        Plot.axisY([0, highest], { ...AXIS, label: null, tickFormat: (score: number) => figureOf(score, 2) }),
        Plot.areaY(points, { x: "x", y: "score", fill: COLOUR.quiet, fillOpacity: 0.25 }),
        Plot.lineY(points, { x: "x", y: "score", stroke: COLOUR.quiet }),
        Plot.ruleY([threshold], { stroke: OKABE_ITO.vermillion, strokeDasharray: "5,3" }),
        Plot.ruleY([0], { stroke: COLOUR.grid, strokeOpacity: 1 }),
        Plot.axisX({ ...ACROSS, ...axis, tickSize: 4, ticks: Math.floor(box.width / 90) }),
      ],
    },
  );
}

/** Returns whether a point or one beside it is in the interval, so that a line through a single point has a length. */
const isNear = (points: readonly Point[], i: number): boolean =>
  [points[i - 1], points[i], points[i + 1]].some((point) => point?.isInside);

/** Collects the readings of the channel that contributes most, in and around an interval. */
function pointsOf(interval: SeriesInterval, options: SeriesFigureOptions): Point[] {
  const { readings, expected, band, scores, times, period = 0, inUnit = unchanged } = options;
  const channel = interval.causes[0]?.channel ?? 0;
  const width = readings.shape[1]!;
  const part = (options.parts ?? [Int32Array.from({ length: readings.shape[0]! }, (_, i) => i)]).find((rows) =>
    rows.includes(interval.start),
  )!;
  const [first, last] = [part.indexOf(interval.start), part.indexOf(interval.end)];
  const context = Math.max(LEAST_CONTEXT, Math.ceil(period), 2 * (last - first + 1));
  const from = Math.max(0, first - context);
  return Array.from(part.subarray(from, last + 1 + context), (row, i) => {
    const at = row * width + channel;
    const [value, middle, half] = [readings.data[at]!, expected.data[at]!, band[channel]!];
    return {
      x: times?.[row] ?? rowNumber(row),
      value: inUnit(channel, value),
      expected: inUnit(channel, middle),
      low: inUnit(channel, middle - half),
      high: inUnit(channel, middle + half),
      score: scores[row]!,
      isInside: from + i >= first && from + i <= last,
    };
  });
}

/** Returns at most about `most` points: of some that share a pixel, those with the lowest and the highest value, so that spikes remain. */
function thinned(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const size = Math.ceil((2 * points.length) / most);
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => points.slice(i * size, (i + 1) * size)).flatMap(
    (some) => {
      const known = some.filter(({ value }) => !Number.isNaN(value));
      if (known.length < 2) return [known[0] ?? some[0]!];
      const low = known.reduce((a, b) => (b.value < a.value ? b : a));
      const high = known.reduce((a, b) => (b.value > a.value ? b : a));
      return low === high ? [low] : [low, high].sort((a, b) => a.x - b.x);
    },
  );
}

/** Half of the usual distance between two points, so that an interval of one reading has a width. */
function halfStep(points: readonly Point[]): number {
  const steps = points.slice(1).map(({ x }, i) => x - points[i]!.x);
  return (steps.sort((a, b) => a - b)[steps.length >> 1] ?? 1) / 2;
}

function roomFor(values: readonly number[]): [number, number] {
  const [low, high] = extent(values);
  if (!(low <= high)) return [0, 1];
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [low - room, high + room];
}

/** Writes the time at a tick, with its day at the first tick and where a day begins; only days if all ticks are at midnight. */
function timeTick(time: Date, i: number, ticks: readonly Date[] = []): string {
  const dayOf = (tick: Date) => tick.toLocaleDateString("en-US", { timeZone: "UTC", month: "short", day: "numeric" });
  const timeOf = (tick: Date) => tick.toISOString().slice(11, 16);
  if (ticks.every((tick) => timeOf(tick) === "00:00")) return dayOf(time);
  return i > 0 && dayOf(time) === dayOf(ticks[i - 1]!) ? timeOf(time) : `${timeOf(time)}\n${dayOf(time)}`;
}

/** Writes when a reading was taken: its time, or the number of its row. */
const momentOf = (row: number, times: SeriesToDraw["times"]): string =>
  times ? dateOf(times[row]! / 1000) : `row ${count(rowNumber(row))}`;

function whenOf({ start, end, readings }: SeriesInterval, times: SeriesToDraw["times"]): string {
  if (start === end) return momentOf(start, times);
  const to = times ? momentOf(end, times) : count(rowNumber(end));
  return `${times ? momentOf(start, times) : `rows ${count(rowNumber(start))}`} to ${to} (${count(readings)} readings)`;
}

/** Draws the legend. */
function key(width: number): SVGElement {
  const line = (attributes: Readonly<Record<string, string | number>>) =>
    element("line", { x1: 0, x2: 16, y1: 7, y2: 7, "stroke-width": 1.75, ...attributes });
  const square = (fill: string) => element("rect", { x: 2, y: 1, width: 12, height: 12, fill });
  const entries: readonly (readonly [SVGElement, string])[] = [
    [line({ stroke: OKABE_ITO.blue }), "readings"],
    [square(SHADE), "interval"],
    [line({ stroke: COLOUR.quiet, "stroke-dasharray": "4,2" }), "expected"],
    [square(BAND), "95 % of usual readings"],
    [line({ stroke: OKABE_ITO.vermillion, "stroke-dasharray": "5,3" }), width < 500 ? "threshold" : "threshold of the score"],
  ];
  let x = 0;
  return element(
    "g",
    {},
    ...entries.map(([mark, text]) => {
      const entry = element(
        "g",
        { transform: `translate(${x},0)` },
        mark,
        element("text", { x: 21, y: 11, "font-size": SIZE.text }, text),
      );
      x += 35 + textWidth(text);
      return entry;
    }),
  );
}
