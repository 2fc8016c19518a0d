import { counted } from "../../core/words.ts";
import { timeColumnsOf } from "../../tasks/series-readings.ts";
import { called } from "../engine/workers.ts";
import { asTyped } from "./columns.ts";
import { needsTable, type PageTask } from "./task.ts";

/** The value of the field if no column orders the rows. */
const NO_COLUMN = "";

export const series: PageTask = {
  name: "series",
  title: "Faults in a series",
  summary:
    "For rows that are readings in the order of time: a detector learns from windows of several lengths, and finds spikes, drifts, stuck values and unusual shapes in the columns of numbers. It takes from some seconds to some minutes.",
  button: "Find faults",
  usesModel: false,
  lacks: needsTable,
  fields: ({ cells = [] }) => {
    const times = timeColumnsOf({ columns: cells });
    return [
      {
        name: "orderBy",
        label: "Column of times",
        value: times[0] ?? NO_COLUMN,
        options: [...times.map((name) => [name, name] as const), [NO_COLUMN, "none: the rows are in order"]],
      },
    ];
  },
  async run({ opened, given: { orderBy } }, worker, tell) {
    const table = opened.table!;
    const { scores, threshold, intervals, order, channels } = await worker.series(
      table,
      String(orderBy) || undefined,
      called(tell),
    );
    const times = table.columns.find(({ name }) => name === orderBy)?.values;
    const when = (at: number) => String(times?.[order[at]!] ?? order[at]! + 1);
    const causes = intervals.map((interval) => interval.causes[0]);
    return {
      lines: [
        intervals.length === 0
          ? `No interval of ${counted(scores.length, "reading")} is unusual.`
          : `${counted(intervals.length, "interval")} of ${counted(scores.length, "reading")} with scores above ${Number(threshold.toPrecision(4))}, the highest first:`,
      ],
      curve: {
        values: scores,
        threshold,
        ranges: intervals.map(({ start, end }) => [start, end]),
        label: "Score of each reading",
      },
      ...(intervals.length > 0 && {
        columns: asTyped([
          { name: "from", type: "text", data: intervals.map(({ start }) => when(start)) },
          { name: "to", type: "text", data: intervals.map(({ end }) => when(end)) },
          { name: "readings", type: "whole", data: intervals.map(({ readings }) => readings) },
          { name: "score", type: "number", data: intervals.map(({ score }) => Number(score.toPrecision(4))) },
          { name: "cause", type: "text", data: causes.map((cause) => (cause ? channels[cause.channel]! : null)) },
          { name: "found", type: "number", data: causes.map((cause) => rounded(cause?.found)) },
          { name: "expected", type: "number", data: causes.map((cause) => rounded(cause?.expected)) },
        ]),
      }),
    };
  },
  code: ({ file, given: { orderBy } }) =>
    `import { score, train } from "codings";

const { seriesDetector } = await train(${JSON.stringify(file)}, { family: "anomaly"${orderBy ? `, orderBy: ${JSON.stringify(orderBy)}` : ""}, window: "auto" });
const { scores, intervals } = await score(seriesDetector, ${JSON.stringify(file)});
`,
  commands: ({ file, given: { orderBy } }) => [
    [
      "codings",
      "train",
      file,
      "--model",
      "anomaly",
      ...(orderBy ? ["--order-by", String(orderBy)] : ["--window", "auto"]),
      "--out",
      "series-detector",
    ],
    ["codings", "score", "series-detector", file, "--intervals", "intervals.csv"],
  ],
};

const rounded = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : Number(value.toPrecision(6));
