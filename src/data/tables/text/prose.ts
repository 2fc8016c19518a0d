import { DataError } from "../../../core/errors.ts";
import { sum } from "../../../core/statistics.ts";
import { saysMissing } from "../values/missing.ts";

/** A line with at least this many words is a sentence. */
const SENTENCE = 4;
const LOOKED_AT = 1000;

const isWord = (text: string): boolean => /\p{L}/u.test(text) && !saysMissing(text);

/**
 * Refuses a text whose lines are sentences without a common number of columns. A file with the extension of a table is accepted.
 * @throws DataError for prose.
 */
export function expectNoProse(text: string, file: string): void {
  if (/\.(csv|tsv)(\.gz|\.zst)?$/i.test(file)) return;
  const lines = text.split(/\r\n?|\n/, LOOKED_AT).filter((line) => line.trim() !== "");
  const isShared = [",", ";", "\t", "|"].some((delimiter) => {
    const widths = new Map<number, number>();
    for (const line of lines) {
      const width = line.split(delimiter).length;
      widths.set(width, (widths.get(width) ?? 0) + 1);
    }
    return [...widths].some(([width, count]) => width > 1 && count > lines.length / 2 && lines.length > 2);
  });
  const words = lines.map((line) => line.split(/[\s,;|]+/).filter(isWord).length);
  const sentences = words.filter((count) => count >= SENTENCE).length;
  if (!isShared && lines.length > 0 && sum(words) >= SENTENCE * lines.length && sentences > lines.length / 4)
    throw new DataError(
      `${file} isn't a table: its lines don't have the same columns. Use a table (CSV, TSV, JSON, Parquet) or images.`,
    );
}
