import { OptionError } from "../core/errors.ts";
import { knownOptions, type OptionNames } from "../core/options.ts";
import { random } from "../core/random.ts";
import { type MemoryTable, rowCountOf } from "../data/tables/memory/table.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type CauseContext, causesOf } from "./causes.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { combinationsOf } from "./combinations.ts";
import type { Dependence } from "./dependences.ts";
import { type Duplicate, duplicatesOf } from "./duplicates.ts";
import { calibrated, type Evidence } from "./evidence.ts";
import { expectedOf } from "./expected.ts";
import { type Features, featuresOf } from "./features.ts";
import { type Finding, findingOfDuplicate, findingOfPrediction, findingOfText } from "./findings.ts";
import { type Masked, trainMasked } from "./masked.ts";
import { type Relation, relationsOf } from "./relations.ts";
import { textEvidenceOf } from "./text-evidence.ts";

/** How a table is checked. */
export interface CheckOptions {
  /** Columns that name rows, which aren't compared; beside those that are seen to do so by themselves. */
  readonly keys?: readonly string[] | undefined;
  /** For the folds and the networks; 42 by default. */
  readonly seed?: number | undefined;
  readonly runtime?: Runtime | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with what is being done and the share of it that is done, 0 to 1. */
  readonly onProgress?: (stage: CheckStage, share: number) => void;
}

/** What a check is doing: looking for what follows from what, learning what is usual, comparing every cell, or finding the cells to blame. */
export type CheckStage = "relations" | "learning" | "comparing" | "causes";

export const CHECK_OPTIONS: OptionNames<CheckOptions> = { keys: true, seed: true, runtime: true, signal: true, onProgress: true };

/** What was found in a table. */
export interface TableCheck {
  readonly rows: number;
  /** The most suspicious first. */
  readonly findings: readonly Finding[];
  /** [rows]: how strange each row is; 0 is that of the strangest hundredth of usual rows. */
  readonly scores: Float32Array;
  /** What follows from what, in words, with the share of rows in which it holds. */
  readonly rules: readonly Rule[];
  /** Columns that aren't compared, and why. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/** Something that follows from something else in nearly all rows. */
export interface Rule {
  readonly column: string;
  readonly from: readonly string[];
  /** "total = unit_price × quantity", or "name gives city". */
  readonly words: string;
  /** Of the rows that can be compared, 0 to 1. */
  readonly share: number;
}

/** Rows are split into so many parts, and each is compared by a network that has learned from the others. */
const FOLDS = 2;
/** From this strangeness on, a row is told. */
const TOLD = 1;
/** At most this share of the rows is looked at for who is to blame, and this many at least. */
const [MOST_TOLD, FEWEST_TOLD] = [0.05, 100];

/**
 * Finds the cells of a table that don't go with the rest of their rows, without being told what is right: by a network that predicts each column from the others
 * (a masked autoencoder), by relations between numbers, by values that give others, by spellings, and by rows that are there twice.
 * @param table of at least 50 rows.
 * @throws DataError for a table of fewer rows; OptionError for a key that isn't a column; the signal's reason.
 * @example
 * const { findings } = await checkTable(table);
 * for (const { row, column, value, expected } of findings) console.log(row, column, value, expected);
 */
export async function checkTable(table: MemoryTable, options: CheckOptions = {}): Promise<TableCheck> {
  const { keys = [], seed = 42, runtime, signal, onProgress } = knownOptions("checkTable", options, CHECK_OPTIONS);
  const unknown = keys.find((key) => !table.columns.some(({ name }) => name === key));
  if (unknown !== undefined)
    throw new OptionError(
      `${table.name} has no column "${unknown}". It has ${table.columns.map(({ name }) => name).join(", ")}.`,
    );
  const columns = cellsOf(table, keys);
  const rows = rowCountOf(table);
  const features = featuresOf(columns, rows);
  onProgress?.("relations", 0);
  const numbers = columns.flatMap((cells, column) =>
    cells.kind === "number" || cells.kind === "time" ? [{ column, cells }] : [],
  );
  const relations = relationsOf(numbers, rows, seed);
  const text = textEvidenceOf(columns, rows, seed);
  const duplicates = duplicatesOf(columns, rows);
  onProgress?.("relations", 1);
  const models = await networks(features, { seed, runtime, signal, onProgress });
  try {
    const evidence = [...(await predicted(features, models, onProgress)), ...related(relations, rows), ...combined(features)];
    const context: CauseContext = { features, relations, evidence, text };
    const scores = scoresOf(context, duplicates);
    onProgress?.("causes", 0);
    const found = await blamedCells(models, context);
    onProgress?.("causes", 1);
    const findings = [...found, ...duplicates.map((one) => findingOfDuplicate(one, columns))].sort(
      (a, b) => b.score - a.score || a.row - b.row,
    );
    return { rows, findings, scores, rules: rulesOf(context, text.dependences), leftOut: leftOutOf(columns, features) };
  } finally {
    for (const { masked } of models) await masked.close();
  }
}

interface Fold {
  readonly masked: Masked;
  /** The rows that it hasn't learned from. */
  readonly rows: readonly number[];
}

/** A network for each part of the rows, which has learned from the others; none where fewer than two columns can be learned. */
async function networks(
  features: Features,
  { seed, runtime, signal, onProgress }: Omit<CheckOptions, "keys"> & { seed: number },
): Promise<readonly Fold[]> {
  if (new Set(features.targets.map(({ column }) => column)).size < 2) return [];
  const source = random(seed, 31);
  const part = Uint8Array.from({ length: features.rows }, () => Math.floor(source.uniform() * FOLDS));
  const made: Fold[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const all = Array.from(part.keys());
    const learned = all.filter((row) => part[row] !== fold);
    const masked = await trainMasked(features, learned, {
      seed: seed + fold,
      runtime,
      signal,
      onProgress: onProgress && ((share) => onProgress("learning", (fold + share) / FOLDS)),
    });
    made.push({ masked, rows: all.filter((row) => part[row] === fold) });
  }
  return made;
}

async function predicted(
  features: Features,
  models: readonly Fold[],
  onProgress: CheckOptions["onProgress"],
): Promise<readonly Evidence[]> {
  const { rows, targets } = features;
  if (models.length === 0) return [];
  const surprises = targets.map(() => new Float32Array(rows));
  for (const [fold, { masked, rows: own }] of models.entries()) {
    const found = await masked.surprises(own);
    own.forEach((row, i) => {
      targets.forEach((target, place) => {
        surprises[place]![row] = isMissing(features, target.column, row) ? Number.NaN : found[i * targets.length + place]!;
      });
    });
    onProgress?.("comparing", (fold + 1) / models.length);
  }
  return targets.map(({ column }, place) =>
    calibrated(surprises[place]!, { kind: "prediction", place, columns: () => [column] }),
  );
}

const isMissing = ({ columns }: Features, column: number, row: number): boolean => {
  const cells = columns[column]!;
  return cells.kind === "category" ? cells.codes[row]! < 0 : "numbers" in cells && Number.isNaN(cells.numbers[row]!);
};

/** As surprising as a number of Student's t so far from what follows from the others. */
function related(relations: readonly Relation[], rows: number): readonly Evidence[] {
  return relations.map((relation, place) => {
    const surprises = Float32Array.from({ length: rows }, (_, row) => {
      const distance = relation.distance(row);
      if (Number.isNaN(distance)) return Number.NaN;
      return 2.5 * Math.log1p(Math.min(distance, 1e4) ** 2 / 4);
    });
    const speaksOf = [relation.target, ...relation.from];
    return calibrated(surprises, { kind: "relation", place, columns: () => speaksOf });
  });
}

function combined(features: Features): readonly Evidence[] {
  const { rarity, columns } = combinationsOf(features);
  const of = (row: number) => (columns[2 * row]! < 0 ? [] : [columns[2 * row]!, columns[2 * row + 1]!]);
  return [calibrated(rarity, { kind: "combination", place: 0, columns: of })];
}

/** The strangest that anything says of a row. */
function scoresOf({ features, evidence, text }: CauseContext, duplicates: readonly Duplicate[]): Float32Array {
  const { rows, columns } = features;
  const scores = Float32Array.from({ length: rows }, (_, row) =>
    evidence.reduce((most, one) => Math.max(most, one.strangeness[row]!), -1),
  );
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns.length; column++)
      scores[row] = Math.max(scores[row]!, text.strangeness[row * columns.length + column]!);
  for (const { row, surprise } of duplicates) scores[row] = Math.max(scores[row]!, surprise);
  return scores;
}

/** A finding for each cell that is to blame. */
async function blamedCells(models: readonly Fold[], context: CauseContext): Promise<readonly Finding[]> {
  const { features, text, evidence } = context;
  const { columns, rows } = features;
  const byEvidence = Float32Array.from({ length: rows }, (_, row) =>
    evidence.reduce((most, one) => Math.max(most, one.strangeness[row]!), -1),
  );
  const most = Math.max(FEWEST_TOLD, Math.round(MOST_TOLD * rows));
  const strange = Array.from(byEvidence.keys())
    .filter((row) => byEvidence[row]! >= TOLD)
    .sort((a, b) => byEvidence[b]! - byEvidence[a]!)
    .slice(0, most);
  const findings: Finding[] = [];
  const blamed = new Set<number>();
  for (const { masked, rows: own } of models) {
    const mine = new Set(own);
    const looked = strange.filter((row) => mine.has(row));
    const causes = await causesOf(masked, looked, context);
    const cells = causes.map(({ columns: hidden }, i) => ({ row: looked[i]!, column: hidden[0]!, hidden }));
    const expected = await expectedOf(masked, cells, context);
    causes.forEach((cause, i) => {
      const [row, column] = [looked[i]!, cause.columns[0]!];
      for (const one of cause.columns) blamed.add(row * columns.length + one);
      const own = text.strangeness[row * columns.length + column]!;
      if (own >= byEvidence[row]!) findings.push(findingOfText(row, column, own, text.reasonOf(row, column), columns));
      else findings.push(findingOfPrediction(row, cause, byEvidence[row]!, expected[i], context));
    });
  }
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns.length; column++) {
      const own = text.strangeness[row * columns.length + column]!;
      if (own >= TOLD && !blamed.has(row * columns.length + column))
        findings.push(findingOfText(row, column, own, text.reasonOf(row, column), columns));
    }
  return findings;
}

/** Rows in which a rule is tried. */
const TRIED = 20_000;
/** A relation holds in a row that is no farther off than so many times what is usual. */
const HOLDS = 4;

function rulesOf({ features, relations }: CauseContext, dependences: readonly Dependence[]): readonly Rule[] {
  const { columns, rows } = features;
  const name = (column: number): string => columns[column]!.name;
  const step = Math.max(1, Math.floor(rows / TRIED));
  const shareOf = ({ distance }: Relation): number => {
    const distances = Array.from({ length: Math.floor(rows / step) }, (_, i) => distance(i * step)).filter(
      (x) => !Number.isNaN(x),
    );
    return distances.filter((x) => x <= HOLDS).length / Math.max(distances.length, 1);
  };
  const ofNumbers = onceEach(relations).map((relation): Rule => {
    const { target, from, words } = relation;
    return { column: name(target), from: from.map(name), words, share: shareOf(relation) };
  });
  const givenBy = (target: number, from: number): boolean =>
    dependences.some((one) => one.target === target && one.from.length === 1 && one.from[0] === from);
  const ofValues = dependences
    .filter(({ target, from }) => from.length === 1 || !from.some((column) => givenBy(target, column)))
    .map(({ target, from, share }): Rule => {
      const words = `${from.map(name).join(" and ")} ${from.length > 1 ? "give" : "gives"} ${name(target)}`;
      return { column: name(target), from: from.map(name), words, share };
    });
  const best = (a: Rule, b: Rule) => b.share - a.share;
  return [...ofNumbers.sort(best), ...ofValues.sort(best)];
}

/** A relation can be written for each of its columns: the one with the fewest divisions is told. */
function onceEach(relations: readonly Relation[]): readonly Relation[] {
  const keyOf = ({ target, from }: Relation) => [target, ...from].sort((a, b) => a - b).join();
  const divisions = ({ words }: Relation) => words.split("/").length;
  const simplest = new Map<string, Relation>();
  for (const relation of relations) {
    const other = simplest.get(keyOf(relation));
    if (!other || divisions(relation) < divisions(other)) simplest.set(keyOf(relation), relation);
  }
  return [...simplest.values()];
}

function leftOutOf(columns: readonly Cells[], features: Features): readonly { readonly name: string; readonly why: string }[] {
  return columns.flatMap((cells, column) => {
    if (cells.kind === "key") return [{ name: cells.name, why: "tells rows apart" }];
    if (cells.kind === "prose") return [{ name: cells.name, why: "free text, or empty" }];
    if (features.targets.some((target) => target.column === column)) return [];
    return [{ name: cells.name, why: cells.kind === "category" ? "too many values that hardly recur" : "one value" }];
  });
}
