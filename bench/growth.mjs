// Draws how the time of t-SNE grows with the number of rows. Both axes are logarithmic.
import * as Plot from "@observablehq/plot";
import { plotted } from "../dist/figures/plot.js";
import { figure } from "../dist/figures/svg.js";
import { writeFigure } from "../dist/figures/write.node.js";

const BOX = { width: 520, height: 340, top: 24, right: 90, bottom: 44, left: 50 };
const COLOURS = { codings: "#0072b2", openTSNE: "#d55e00" };

/** @param results the rows of the report of bench/tsne.mjs */
export async function drawGrowth(results, file) {
  const points = results.flatMap(({ engine, metric, median }) => {
    const [, count] = /^time, (\d+) x 30$/.exec(metric) ?? [];
    return count && COLOURS[engine] ? [{ engine, rows: Number(count), seconds: median }] : [];
  });
  const sizes = [...new Set(points.map(({ rows }) => rows))];
  const marks = Object.keys(COLOURS).flatMap((engine) => {
    const own = points.filter((point) => point.engine === engine);
    const at = { x: "rows", y: "seconds" };
    return [
      Plot.line(own, { ...at, stroke: COLOURS[engine], strokeWidth: 2 }),
      Plot.dot(own, { ...at, fill: COLOURS[engine], r: 4, symbol: engine === "codings" ? "circle" : "square" }),
      Plot.text(own.slice(-1), { ...at, text: () => engine, fill: COLOURS[engine], dx: 10, textAnchor: "start" }),
    ];
  });
  const plot = plotted(BOX, {
    x: {
      type: "log",
      label: "rows of 30 numbers",
      ticks: sizes,
      tickFormat: (rows) => rows.toLocaleString("en-US"),
      domain: [4500, 66_000],
    },
    y: {
      type: "log",
      label: "seconds",
      grid: true,
      ticks: [1, 2, 5, 10, 20, 50, 100],
      tickFormat: (s) => `${s}`,
      domain: [1, 150],
    },
    marks,
  });
  const title = "t-SNE: time by rows";
  const subtitle = "1,000 iterations, including the search for neighbours, 2 cores";
  await writeFigure(figure({ body: [plot], width: BOX.width, height: BOX.height, title, subtitle }), file);
}
