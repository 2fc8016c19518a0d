import { DataError } from "../core/errors.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { random } from "../core/random.ts";
import { roundedPercent } from "../core/words.ts";
import type { NumberSample } from "../data/column-samples.ts";
import { type MemoryTable, rowCountOf } from "../data/tables/memory/table.ts";
import { aspectTest, type BeforeNow, judge, strongest, VERDICTS, type Verdict } from "../scoring/drift/judge.ts";
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
   * All compared columns, those with the largest change first. A changed column is hidden when the columns after it are compared,
   * because these would differ only for that reason.
   */
  readonly relations: readonly RelationDrift[];
}

/** Share of the earlier rows that is held out, and the maximum number of rows of either table that are compared. */
const [HELD_OUT, MOST_COMPARED] = [0.25, 20_000];

/**
 * Compares the relations between the columns of a table with those of an earlier one. A network is trained on most earlier rows
 * to predict each column from the others (a masked autoencoder), and formulas between numbers are found. A column has changed if
 * it surprises in more of the new rows than of the held-out earlier rows. A column with a formula is compared with it alone, and is
 * hidden from the network, which would also err where all numbers are larger than before. Columns that only one table has aren't compared.
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
    const rows = {
      before: spread(earlier.filter((row) => isHeld[row])),
      now: spread(Array.from({ length: counts.now }, (_, i) => counts.before + i)),
    };
    const relations = await told(features, formulas, rows, async (hidden) => ({
      before: await surprisesOf(features, masked, rows.before, hidden),
      now: await surprisesOf(features, masked, rows.now, hidden),
    }));
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

/**
 * Computes the surprises of each target in some rows while some columns are hidden; NaN if its cell is missing. A class that is
 * at least as likely as not is no surprise, however sure the network was before.
 */
async function surprisesOf(
  { targets, columns }: Features,
  masked: Masked,
  rows: readonly number[],
  hidden: readonly number[],
): Promise<readonly Float32Array[]> {
  const found = await masked.surprises(rows, () => hidden);
  return targets.map(({ column, kind }, place) => {
    const least = kind === "class" ? Math.LN2 : Number.NEGATIVE_INFINITY;
    return Float32Array.from(rows, (row, i) =>
      lacks(columns[column]!, row) ? Number.NaN : Math.max(least, found[i * targets.length + place]!),
    );
  });
}

/** A column with its surprises: the distances from its formula, or those of its targets by the network. */
interface ComparedColumn {
  readonly column: number;
  readonly cells: Cells;
  readonly formula: Relation | undefined;
  readonly surprises: readonly BeforeNow<Float32Array>[];
}

/** The test of a column without values, which finds nothing. */
const NOTHING = aspectTest("values", 1, 0, { psi: 0, expectedPsi: 0 });

/** Judges the columns, and sorts them by their change, largest first. */
const judgedColumns = (columns: readonly ComparedColumn[]) =>
  judge(columns.map((compared) => ({ ...compared, ...testsOf(compared) }))).sort(
    (a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) || b.psi - a.psi,
  );

/** Returns a column's tests: whether larger surprises than in 99 of 100 earlier rows are more frequent now. */
function testsOf({ surprises }: ComparedColumn) {
  const known = (values: Float32Array): NumberSample => numberSample(values.filter((x) => !Number.isNaN(x)));
  const each = surprises
    .map(({ before, now }) => ({ before: known(before), now: known(now) }))
    .filter(({ before, now }) => before.rows > 0 && now.rows > 0)
    .map(largerErrors);
  const most = each.toSorted((a, b) => b.above.now - b.above.before - (a.above.now - a.above.before))[0];
  const tests = each.flatMap(({ tests }) => tests.filter(({ what }) => what === "large errors"));
  return { unusual: most?.above ?? { before: 0, now: 0 }, tests: tests.length > 0 ? tests : [NOTHING] };
}

/**
 * Takes the column that changed most, and repeats this with the other columns while it is hidden, until none has changed.
 * @param surprisesWithout computes the surprises of each target by the network while some columns are hidden.
 */
async function told(
  { columns, targets }: Features,
  formulas: readonly Relation[],
  rows: BeforeNow<readonly number[]>,
  surprisesWithout: (hidden: readonly number[]) => Promise<BeforeNow<readonly Float32Array[]>>,
): Promise<readonly RelationDrift[]> {
  const named = (places: readonly number[]) => places.map((place) => columns[place]!.name);
  const left = new Set(targets.map(({ column }) => column));
  const hidden = new Set(formulas.map(({ target }) => target));
  const relations: RelationDrift[] = [];
  const judgedNow = async () => {
    const { before, now } = await surprisesWithout([...hidden]);
    const compared = [...left].map((column): ComparedColumn => {
      const cells = columns[column]!;
      const formula = formulas.find(({ target }) => target === column);
      if (formula) {
        // Differences below the usual one, which is 1, are rounding.
        const distances = (some: readonly number[]) => Float32Array.from(some, (row) => Math.max(1, formula.distance(row)));
        return { column, cells, formula, surprises: [{ before: distances(rows.before), now: distances(rows.now) }] };
      }
      const own = targets.flatMap((target, i) => (target.column === column ? [{ before: before[i]!, now: now[i]! }] : []));
      return { column, cells, formula, surprises: own };
    });
    return judgedColumns(compared);
  };
  for (let judged = await judgedNow(); ; ) {
    const changed = judged.filter(({ verdict }) => verdict !== "none");
    const [first] = changed;
    if (!first) return [...relations, ...judged.map((one) => relationOf(one, []))];
    left.delete(first.column);
    hidden.add(first.column);
    judged = await judgedNow();
    const still = new Set(judged.filter(({ verdict }) => verdict !== "none").map(({ column }) => column));
    const explained = changed.filter((one) => one !== first && !still.has(one.column)).map(({ column }) => column);
    relations.push(relationOf(first, named(first.formula?.from ?? explained)));
  }
}

function relationOf(
  { cells: { name }, unusual, adjusted, verdict }: ReturnType<typeof judgedColumns>[number],
  from: readonly string[],
): RelationDrift {
  const shares = `${roundedPercent(unusual.now)} of the rows differ by more than usual, ${roundedPercent(unusual.before)} before`;
  const words =
    verdict === "none"
      ? `${name} fits the other columns as before`
      : from.length > 0
        ? `${name} no longer follows from ${from.join(", ")}: ${shares}`
        : `${name} no longer fits the other columns: ${shares}`;
  return { column: name, from, unusual, pValue: adjusted, verdict, words };
}
