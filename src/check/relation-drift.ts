import { DataError } from "../core/errors.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { random } from "../core/random.ts";
import { roundedPercent } from "../core/words.ts";
import type { NumberSample } from "../data/column-samples.ts";
import { type MemoryTable, rowCountOf } from "../data/tables/memory/table.ts";
import { type AspectTest, aspectTest, type BeforeNow, judge, strongest, VERDICTS, type Verdict } from "../scoring/drift/judge.ts";
import { largerErrors, numberSample } from "../scoring/drift/report.ts";
import { type Cells, cellsOf, FEWEST_ROWS, lacks } from "./cells.ts";
import { codesOf } from "./codes.ts";
import { type Features, featuresOf } from "./features.ts";
import { numbersIn } from "./known.ts";
import { type Masked, type MaskedOptions, predictor, trainMasked } from "./masked.ts";
import type { Relation } from "./relation.ts";
import { relationsOf } from "./relations.ts";
import { onceEach } from "./rules.ts";

/** Options of `compareRelations`. */
export interface RelationOptions extends Partial<MaskedOptions> {
  /** Columns that identify rows, which aren't compared. Other columns that identify rows are recognised automatically. */
  readonly keys?: readonly string[] | undefined;
}

export const RELATION_OPTIONS: OptionNames<RelationOptions> = {
  keys: true,
  seed: true,
  runtime: true,
  signal: true,
  onProgress: true,
};

/** Whether a column still follows from the other columns of its row as it did before. */
export interface RelationDrift {
  readonly column: string;
  /**
   * The columns that it followed from: those of a formula, or those that it no longer fits. Empty if they aren't known, or if
   * nothing has changed.
   */
  readonly from: readonly string[];
  /** Share of the rows in which the column differs from its prediction by more than in 99 of 100 earlier rows. */
  readonly unusual: BeforeNow<number>;
  /** The probability that chance alone makes it differ this much, adjusted for the number of columns. */
  readonly pValue: number;
  readonly verdict: Verdict;
  /** The same result as a sentence. */
  readonly words: string;
}

/** How the relations between a table's columns differ from those of an earlier table. */
export interface RelationsReport {
  /** The strongest verdict of all columns. */
  readonly verdict: Verdict;
  readonly rows: BeforeNow<number>;
  /**
   * All compared columns, those with the largest change first. Rows in which a column is unusual don't count for the columns
   * after it, because these would differ only for that reason.
   */
  readonly relations: readonly RelationDrift[];
}

/** Share of the earlier rows that is held out, and the maximum number of rows of either table that are compared. */
const [HELD_OUT, MOST_COMPARED] = [0.25, 20_000];

/**
 * Compares the relations between the columns of a table with those of an earlier one. A network is trained on most earlier rows
 * to predict each column from the others (a masked autoencoder), and formulas between numbers are found. A column has changed if
 * its values are more surprising in the new rows than in held-out earlier rows. Columns that only one table has aren't compared.
 * @param tables `before`, the earlier table, of at least 50 rows, and `now`, the new one.
 * @throws DataError if there are fewer rows, or more than 500 columns.
 * @throws the signal's reason if it is aborted.
 * @example
 * const { relations } = await compareRelations({ before, now });
 * console.log(relations[0].words); // total no longer follows from quantity, unit_price: 33 % of the rows differ by more than usual, 1 % before
 */
export async function compareRelations(
  { before, now }: BeforeNow<MemoryTable>,
  options: RelationOptions = {},
): Promise<RelationsReport> {
  const { keys = [], seed = 42, ...run } = knownOptions("compareRelations", options, RELATION_OPTIONS);
  const counts = { before: rowCountOf(before), now: rowCountOf(now) };
  if (counts.before < FEWEST_ROWS || counts.now === 0)
    throw new DataError(
      `${before.name} has ${counts.before} rows and ${now.name} ${counts.now}. Comparing the relations between columns needs at least ${FEWEST_ROWS} earlier rows and one new row.`,
    );
  const table = oneBelowTheOther(before, now);
  const columns = cellsOf(table, keys);
  // Only the earlier rows define what is usual. New rows may have times after all earlier ones, which is no change of the
  // relations.
  const codes = codesOf(columns.map((cells) => earlierOf(cells, counts.before)));
  const features = featuresOf(codes, columns, counts.before + counts.now);
  if (new Set(features.targets.map(({ column }) => column)).size < 2) return { verdict: "none", rows: counts, relations: [] };
  const source = random(seed, 37);
  const isHeld = Array.from({ length: counts.before }, () => source.uniform() < HELD_OUT);
  const earlier = Array.from(isHeld.keys());
  const learned = earlier.filter((row) => !isHeld[row]);
  const masked = await predictor(features, await trainMasked(features, learned, { ...run, seed }), run.runtime);
  try {
    const formulas = onceEach(relationsOf(numbersIn(columns), counts.before, seed).filter(({ words }) => words !== ""));
    const held = spread(earlier.filter((row) => isHeld[row]));
    const fresh = spread(Array.from({ length: counts.now }, (_, i) => counts.before + i));
    const surprises = { before: await surprisesOf(features, masked, held), now: await surprisesOf(features, masked, fresh) };
    const compared = comparedColumns(features, formulas, { before: held, now: fresh }, surprises);
    const relations = told(compared, fresh.length);
    return { verdict: strongest(relations.map(({ verdict }) => verdict)), rows: counts, relations };
  } finally {
    await masked.close();
  }
}

const earlierOf = (cells: Cells, rows: number): Cells =>
  "numbers" in cells ? { ...cells, numbers: cells.numbers.subarray(0, rows) } : cells;

/** Returns the columns of both tables, with the new rows below the earlier ones. */
function oneBelowTheOther(before: MemoryTable, now: MemoryTable): MemoryTable {
  const fresh = new Map(now.columns.map(({ name, values }) => [name, values]));
  const columns = before.columns.flatMap(({ texts: _, ...column }) => {
    const more = fresh.get(column.name);
    return more ? [{ ...column, values: [...column.values, ...more] }] : [];
  });
  return { name: before.name, columns };
}

/** Selects some of the rows, evenly spread over all of them. */
function spread(rows: readonly number[]): readonly number[] {
  const count = Math.min(rows.length, MOST_COMPARED);
  return Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]!);
}

/** Computes the surprises of each target in some rows; NaN if its cell is missing. */
async function surprisesOf(
  { targets, columns }: Features,
  masked: Masked,
  rows: readonly number[],
): Promise<readonly Float32Array[]> {
  const found = await masked.surprises(rows);
  return targets.map(({ column }, place) =>
    Float32Array.from(rows, (row, i) => (lacks(columns[column]!, row) ? Number.NaN : found[i * targets.length + place]!)),
  );
}

/** A column with its surprises, by the network and by its formula. */
interface ComparedColumn {
  readonly cells: Cells;
  /** The columns of its formula. */
  readonly from?: readonly string[];
  readonly surprises: readonly BeforeNow<Float32Array>[];
}

function comparedColumns(
  { columns, targets }: Features,
  formulas: readonly Relation[],
  rows: BeforeNow<readonly number[]>,
  { before, now }: BeforeNow<readonly Float32Array[]>,
): readonly ComparedColumn[] {
  return columns.flatMap((cells, column) => {
    const own = targets.flatMap((target, i) => (target.column === column ? [{ before: before[i]!, now: now[i]! }] : []));
    const formula = formulas.find(({ target }) => target === column);
    if (own.length === 0 || !formula) return own.length === 0 ? [] : [{ cells, surprises: own }];
    const distances = {
      before: Float32Array.from(rows.before, formula.distance),
      now: Float32Array.from(rows.now, formula.distance),
    };
    return [{ cells, from: formula.from.map((place) => columns[place]!.name), surprises: [...own, distances] }];
  });
}

/** The test of a column without values, which finds nothing. */
const NOTHING = aspectTest("values", 1, 0, { psi: 0, expectedPsi: 0 });

/** Returns a column's tests in the new rows that no other column has explained yet. */
function testsOf({ surprises }: ComparedColumn, isLeft: readonly boolean[]) {
  const known = (values: Float32Array): NumberSample => numberSample(values.filter((x) => !Number.isNaN(x)));
  const each = surprises
    .map(({ before, now }) => ({ before: known(before), now: known(now.filter((_, i) => isLeft[i])) }))
    .map((samples) => (samples.before.rows > 0 && samples.now.rows > 0 ? largerErrors(samples) : undefined));
  const there = each.filter((one) => one !== undefined);
  const most = there.toSorted((a, b) => b.above.now - b.above.before - (a.above.now - a.above.before))[0];
  return {
    thresholds: each.map((one) => one?.threshold ?? Number.POSITIVE_INFINITY),
    unusual: most?.above ?? { before: 0, now: 0 },
    tests: there.length > 0 ? there.flatMap(({ tests }): readonly AspectTest[] => tests) : [NOTHING],
  };
}

/** Judges the columns, and sorts them by their change, largest first. */
const judgedColumns = (columns: readonly ComparedColumn[], isLeft: readonly boolean[]) =>
  judge(columns.map((column) => ({ column, ...testsOf(column, isLeft) }))).sort(
    (a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) || b.psi - a.psi,
  );

/**
 * Takes the column that changed most and leaves out the rows in which it is unusual, then repeats this with the other columns
 * until none has changed.
 */
function told(columns: readonly ComparedColumn[], rows: number): readonly RelationDrift[] {
  const isLeft = new Array<boolean>(rows).fill(true);
  let judged = judgedColumns(columns, isLeft);
  const relations: RelationDrift[] = [];
  for (;;) {
    const changed = judged.filter(({ verdict }) => verdict !== "none");
    const most = changed[0]?.column.cells.name;
    // A broken formula surprises equally in all of its columns, so it is reported for the column that it computes.
    const first = changed.find(({ column }) => column.from?.includes(most!)) ?? changed[0];
    if (!first) return [...relations, ...judged.map((one) => relationOf(one, []))];
    first.column.surprises.forEach(({ now }, i) => {
      for (let row = 0; row < rows; row++) if (now[row]! > first.thresholds[i]!) isLeft[row] = false;
    });
    judged = judgedColumns(
      judged.filter((one) => one !== first).map(({ column }) => column),
      isLeft,
    );
    const still = new Set(judged.filter(({ verdict }) => verdict !== "none").map(({ column }) => column));
    const explained = changed.filter((one) => one !== first && !still.has(one.column)).map(({ column }) => column.cells.name);
    relations.push(relationOf(first, first.column.from ?? explained));
  }
}

function relationOf(
  { column, unusual, adjusted, verdict }: ReturnType<typeof judgedColumns>[number],
  from: readonly string[],
): RelationDrift {
  const { name } = column.cells;
  const shares = `${roundedPercent(unusual.now)} of the rows differ by more than usual, ${roundedPercent(unusual.before)} before`;
  const words =
    verdict === "none"
      ? `${name} fits the other columns as before`
      : from.length > 0
        ? `${name} no longer follows from ${from.join(", ")}: ${shares}`
        : `${name} no longer fits the other columns: ${shares}`;
  return { column: name, from, unusual, pValue: adjusted, verdict, words };
}
