import { expectEnding } from "../core/endings.ts";
import { writeFileAtomically } from "../core/files.node.ts";
import { seriesFigure } from "../figures/series.ts";
import { writeFigure } from "../figures/write.node.ts";
import { INTERVAL_ENDINGS, writeIntervalTable } from "../tasks/intervals.node.ts";
import type { FoundIntervals } from "../tasks/intervals.ts";
import { intervalsReport } from "./intervals.ts";

/**
 * Writes intervals as a table, as a page to read (.html), or as a figure of the six with the highest scores (.svg, .png).
 * @throws UsageError if the file has another extension; DataError if it can't be written.
 */
export async function writeIntervals(file: string, found: FoundIntervals): Promise<void> {
  expectEnding(file, "intervals", ...INTERVAL_ENDINGS);
  if (file.endsWith(".html")) await writeFileAtomically(file, intervalsReport(found));
  else if (file.endsWith(".svg") || file.endsWith(".png")) await writeFigure(seriesFigure(found), file);
  else await writeIntervalTable(file, found);
}
