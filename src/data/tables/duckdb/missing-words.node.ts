import { counted, listed } from "../../../core/words.ts";
import { textSql } from "./cells.node.ts";
import { identifier } from "./database.node.ts";
import { saysMissingSql } from "./form-sql.node.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource } from "./source.node.ts";

/** Longer tables aren't read once more to count words. */
const MOST_ROWS = 1_000_000;
/** Maximum number of words of a column in a line. */
const MOST_WORDS = 3;

/** Returns a line for each column of a text file in which words such as n/a or unknown count as missing values. */
export async function missingWordLines({ columns, rowCount, written, database, relation }: TableSource): Promise<string[]> {
  if (written?.kind !== "csv" || rowCount > MOST_ROWS) return [];
  const [first = {}] = await database.rows(`SELECT * FROM ${written.relation} LIMIT 1`);
  const known = columns.filter(({ name }) => Object.hasOwn(first, name));
  if (known.length === 0) return [];
  const cells = known.map((column, i) => `${textSql(column)} AS c${i}`);
  const words = known.map(({ name }, i) => `trim(${identifier(name)}) AS w${i}`);
  const counts = known.map(
    (_, i) =>
      `to_json(histogram(CASE WHEN c${i} IS NULL AND w${i} <> '' AND ${saysMissingSql(`w${i}`)} THEN w${i} END))::VARCHAR AS n${i}`,
  );
  const [row = {}] = await database.rows(
    `SELECT ${counts.join(", ")} FROM (SELECT ${ROW}, ${cells.join(", ")} FROM ${relation}) JOIN (SELECT ${ROW}, ${words.join(", ")} FROM ${written.relation}) USING (${ROW})`,
  );
  return known.flatMap(({ name }, i) => {
    const found = Object.entries(JSON.parse(String(row[`n${i}`] ?? "{}")) as Record<string, number>).sort((a, b) => b[1] - a[1]);
    if (found.length === 0) return [];
    const values = found.reduce((sum, [, n]) => sum + n, 0);
    const shown = found.slice(0, MOST_WORDS).map(([word]) => `"${word}"`);
    const more = found.length > MOST_WORDS ? " and other words" : "";
    return [
      `column "${name}": ${listed(shown)}${more} ${found.length === 1 ? "counts" : "count"} as missing (${counted(values, "row")})`,
    ];
  });
}
