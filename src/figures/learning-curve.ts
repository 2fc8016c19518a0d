import * as Plot from "@observablehq/plot";
import { DataError } from "../core/errors.ts";
import type { EpochLog } from "../training/history.ts";
import { LOSS_TITLES } from "./loss-titles.ts";
import { ACROSS, AXIS, lines, plotted } from "./plot.ts";
import { type Figure, type FigureTitles, figure } from "./svg.ts";
import { COLOUR, OKABE_ITO } from "./theme.ts";

/** The options of `learningCurveFigure`. */
export interface LearningCurveOptions extends FigureTitles {
  /** The history that `fit` returns: one entry per epoch, with `valLoss` if there was a validation set. */
  readonly history: readonly Pick<EpochLog, "epoch" | "loss" | "valLoss">[];
  /** Label of the vertical axis: the name of a loss, as given to `compile`, or a text of your own. */
  readonly loss: string;
  /** Width in CSS pixels (default 680). */
  readonly width?: number;
}

/** Lengths in CSS pixels. The top margin holds the axis label and, on a separate line, the best epoch. */
const BOX = { width: 680, height: 380, top: 44, right: 136, bottom: 40, left: 56 };
const LINE_HEIGHT = 16;

/** Maximum number of markers on a curve; more would overlap. */
const MARKERS = 20;
/** Maximum number of steps between the numbers of the horizontal axis. */
const TICKS = 10;

interface Point {
  readonly epoch: number;
  readonly loss: number;
}

interface Curve {
  readonly name: string;
  readonly points: readonly Point[];
  readonly colour: string;
  readonly symbol: "circle" | "square";
  readonly dashes: string;
}

/**
 * Draws training and validation loss over the epochs and marks the epoch with the lowest validation loss, or the lowest training
 * loss if there is no validation set. The curves differ in colour, dashes and markers, so that they can be told apart without
 * colour.
 * @throws DataError if no epoch has a finite loss.
 * @example
 * const { history } = await model.fit(images, images, { epochs: 10, validationSplit: 0.1 });
 * const { svg } = learningCurveFigure({ history, loss: "mse" });
 */
export function learningCurveFigure(options: LearningCurveOptions): Figure {
  const { history, loss, title = "Learning curve", subtitle, width = BOX.width } = options;
  const curves = curvesOf(history);
  const watched = curves.at(-1)!;
  const best = watched.points.reduce((lowest, point) => (point.loss < lowest.loss ? point : lowest));
  const { epochs, losses } = domainsOf(curves);
  const body = plotted(
    { ...BOX, width },
    {
      x: { domain: epochs },
      y: { domain: losses },
      marks: [
        lines(),
        Plot.axisY({
          ...AXIS,
          label: LOSS_TITLES[loss] ?? loss,
          labelOffset: BOX.left,
          tickFormat: tickFormatOf(losses),
          ticks: 6,
        }),
        Plot.axisX({ ...ACROSS, label: "epoch", ticks: epochTicks(epochs), tickFormat: String }),
        Plot.ruleX([best.epoch], { stroke: COLOUR.quiet, strokeDasharray: "1,3" }),
        ...curves.flatMap(curveMarks),
        Plot.dot([best], { x: "epoch", y: "loss", r: 7, stroke: COLOUR.text, strokeWidth: 1.5 }),
        Plot.text([best], {
          x: "epoch",
          frameAnchor: "top",
          text: [`best epoch ${best.epoch}: ${watched.name} ${showLoss(best.loss)}`],
          textAnchor: best.epoch > (epochs[0] + epochs[1]) / 2 ? "end" : "start",
          dy: -LINE_HEIGHT,
          fill: COLOUR.quiet,
        }),
        ...endLabels(curves, losses),
      ],
    },
  );
  return figure({ body: [body], width, height: BOX.height, title, subtitle });
}

/**
 * Returns the training curve and, if there are validation losses, the validation curve. Leaves out epochs without a finite loss.
 */
function curvesOf(history: LearningCurveOptions["history"]): readonly Curve[] {
  const finite = (points: readonly { epoch: number; loss: number | undefined }[]) =>
    points.filter((point): point is Point => Number.isFinite(point.loss));
  const training = finite(history);
  const validation = finite(history.map(({ epoch, valLoss }) => ({ epoch, loss: valLoss })));
  if (training.length === 0)
    throw new DataError(
      "The history has no epoch with a finite loss, so there is no curve to draw. Train for at least one epoch.",
    );
  const curves: readonly Curve[] = [
    { name: "training", points: training, colour: OKABE_ITO.blue, symbol: "circle", dashes: "none" },
    { name: "validation", points: validation, colour: OKABE_ITO.vermillion, symbol: "square", dashes: "6,3" },
  ];
  return curves.filter(({ points }) => points.length > 0);
}

/** Returns the ends of both axes. No axis has length 0, even if there is only one epoch. */
function domainsOf(curves: readonly Curve[]): { epochs: readonly [number, number]; losses: readonly [number, number] } {
  const points = curves.flatMap(({ points }) => points);
  const epochs = points.map(({ epoch }) => epoch);
  const losses = points.map(({ loss }) => loss);
  const [first, last] = [Math.min(...epochs), Math.max(...epochs)];
  const [low, high] = [Math.min(...losses), Math.max(...losses)];
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return {
    epochs: first < last ? [first, last] : [first - 0.5, last + 0.5],
    losses: [low - room, high + room],
  };
}

/** Returns the first epoch and round whole numbers after it, about ten at most. */
function epochTicks([from, to]: readonly [number, number]): readonly number[] {
  const [first, last] = [Math.ceil(from), Math.floor(to)];
  const power = 10 ** Math.floor(Math.log10(Math.max(1, (last - first) / TICKS)));
  const step = power * [1, 2, 5, 10].find((times) => (last - first) / (power * times) <= TICKS)!;
  const round = Array.from({ length: Math.floor(last / step) }, (_, i) => (i + 1) * step);
  return [first, ...round.filter((epoch) => epoch - first >= step / 2)];
}

/** Returns a format with powers of ten if the numbers would otherwise be wider than the margin. */
function tickFormatOf([low, high]: readonly [number, number]): string | undefined {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  return largest < 1e-3 || largest >= 1e6 ? "~e" : undefined;
}

function curveMarks({ points, colour, symbol, dashes }: Curve) {
  const every = Math.ceil(points.length / MARKERS);
  const marked = points.filter((_, i) => (points.length - 1 - i) % every === 0);
  return [
    Plot.lineY(points, { x: "epoch", y: "loss", stroke: colour, strokeWidth: 2, strokeDasharray: dashes }),
    Plot.dot(marked, { x: "epoch", y: "loss", symbol, r: 3, fill: colour }),
  ];
}

/** Writes each curve's name and last loss at its end. Moves the texts apart if they would overlap. */
function endLabels(curves: readonly Curve[], [low, high]: readonly [number, number]) {
  const ends = curves.map((curve) => ({ ...curve, end: curve.points.at(-1)! })).sort((a, b) => b.end.loss - a.end.loss);
  const distance = ((ends[0]!.end.loss - ends.at(-1)!.end.loss) / (high - low)) * (BOX.height - BOX.top - BOX.bottom);
  const shift = Math.max(0, (LINE_HEIGHT - distance) / 2);
  return ends.map(({ name, colour, end }, i) =>
    Plot.text([end], {
      x: "epoch",
      y: "loss",
      text: [`${name} ${showLoss(end.loss)}`],
      textAnchor: "start",
      dx: 12,
      dy: ends.length === 1 ? 0 : i === 0 ? -shift : shift,
      fill: colour,
      fontWeight: 700,
    }),
  );
}

/** Formats a loss with three significant digits, or with all digits before the decimal point if there are more. */
const showLoss = (loss: number): string =>
  Math.abs(loss) >= 1000 && Math.abs(loss) < 1e6 ? Math.round(loss).toLocaleString("en") : loss.toPrecision(3);
