import { numbersIn } from "../memory/cells.ts";
import { sentinelLines as sentinelsIn } from "../memory/sentinels.ts";
import type { Column, TablePreprocessing } from "../schema/columns.ts";
import { isFarAway, maySayMissing, sentinelLine } from "../values/sentinels.ts";
import { rawSql } from "./cells.node.ts";
import type { TableSource } from "./source.node.ts";
import { columnsAtATime, knownStatistics } from "./statistics.node.ts";
import { cellsOf, isWide } from "./wide.node.ts";

/** Returns a line for each number or time that seems to stand for a missing value, such as -999. */
export async function sentinelLines(source: TableSource, { columns }: Pick<TablePreprocessing, "columns">): Promise<string[]> {
  if (!isWide(source)) return asked(source, columns);
  const cells = new Map((await cellsOf(source)).columns.map((column) => [column.name, column]));
  const isAtHand = ({ name, kind }: Column) => kind === "number" && cells.has(name);
  const numbers = columns.filter(isAtHand);
  const lines = sentinelsIn(
    numbers,
    numbers.map(({ name }) => numbersIn(cells.get(name)!)),
  );
  return [
    ...lines,
    ...(await asked(
      source,
      columns.filter((column) => !isAtHand(column)),
    )),
  ];
}

async function asked(source: TableSource, columns: readonly Column[]): Promise<string[]> {
  const { database, relation } = source;
  const lines: string[] = [];
  const looked = columns.flatMap(({ name, kind }, i) => {
    const own = source.columns.find((column) => column.name === name)!;
    if (kind === "category") return [];
    const { number, time } = knownStatistics(source, { ...own, as: kind === "date" ? "time" : kind }) ?? {};
    return [{ name, kind, x: rawSql(columns[i]!, own), known: number ?? time }];
  });
  const size = columnsAtATime(source.columns.length);
  for (let at = 0; at < looked.length; at += size) {
    const some = looked.slice(at, at + size);
    const ends = some.flatMap(({ x, known }, i) => (known ? [] : [`min(${x}) AS low${i}, max(${x}) AS high${i}`]));
    const [found = {}] = ends.length > 0 ? await database.rows(`SELECT ${ends.join(", ")} FROM ${relation}`) : [];
    const suspects = some.flatMap((column, i) => {
      const { known } = column;
      const values = known ? [known.low, known.high] : [Number(found[`low${i}`]), Number(found[`high${i}`])];
      const suspect = [...new Set(values)].filter((value) => Number.isFinite(value) && maySayMissing(value, column.kind));
      return suspect.length > 0 && values[0] !== values[1] ? [{ ...column, suspect }] : [];
    });
    if (suspects.length === 0) continue;
    const facts = suspects.flatMap(({ x, suspect }, i) => {
      const other = `CASE WHEN ${x} NOT IN (${suspect.map((value) => `${value}::DOUBLE`).join(", ")}) THEN ${x} END`;
      const counts = suspect.map((value, j) => `count(*) FILTER (${x} = ${value}::DOUBLE) AS n${i}_${j}`);
      return [`min(${other}) AS low${i}`, `max(${other}) AS high${i}`, ...counts];
    });
    const [row = {}] = await database.rows(`SELECT ${facts.join(", ")} FROM ${relation}`);
    suspects.forEach(({ name, kind, suspect }, i) => {
      const [low, high] = [row[`low${i}`], row[`high${i}`]].map((value) => (value == null ? Number.NaN : Number(value))) as [
        number,
        number,
      ];
      suspect.forEach((value, j) => {
        const end = { value, count: Number(row[`n${i}_${j}`]), low, high };
        if (isFarAway(end)) lines.push(sentinelLine(name, kind, end));
      });
    });
  }
  return lines;
}
