import { type CauseContext, causesOf } from "./causes.ts";
import type { Cells } from "./cells.ts";
import { type Duplicate, duplicatesOf } from "./duplicates.ts";
import { type Calibration, combined, type Evidence, related } from "./evidence.ts";
import { expectedOf } from "./expected.ts";
import type { Features } from "./features.ts";
import { type Finding, findingOfDuplicate, findingOfPrediction, findingOfText } from "./findings.ts";
import { type Fold, predicted } from "./folds.ts";
import type { CheckOptions, Known, Usual } from "./known.ts";
import { type Rule, rulesOf } from "./rules.ts";

/** Result of the check of a table. */
export interface TableCheck {
  readonly rows: number;
  /** Suspicious cells and rows, most suspicious first. */
  readonly findings: readonly Finding[];
  /** [rows]: how strange each row is. The strangest hundredth of usual rows begins at 0. */
  readonly scores: Float32Array;
  /** Rules of the table in words, with the share of rows in which each holds. */
  readonly rules: readonly Rule[];
  /** The columns whose values are compared with those of other columns. */
  readonly compared: readonly string[];
  /** Columns that aren't compared, and why. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/** Minimum strangeness of a row that is reported. */
const TOLD = 1;
/** Maximum share of the rows whose wrong cells are looked for, and the number of rows that is always allowed. */
const [MOST_TOLD, FEWEST_TOLD] = [0.05, 100];

/** Finds the wrong cells of a table, and the rules that usually hold in it. */
export async function findIn(
  known: Known,
  onProgress: CheckOptions["onProgress"],
): Promise<{ readonly found: TableCheck; readonly usual: Usual }> {
  const { features, relations, text, models, before } = known;
  const { columns, rows } = features;
  const duplicates = duplicatesOf(columns, rows);
  const predictions = await predicted(features, models, (share) => onProgress?.("comparing", share), before?.predictions);
  const followed = related(relations, rows, before?.relations);
  const { pairs, evidence: combination } = combined(features, before);
  const context: CauseContext = { features, relations, text, evidence: [...predictions, ...followed, combination] };
  const byEvidence = strangestOf(context);
  const scores = scoresOf(byEvidence, context, duplicates);
  onProgress?.("causes", 0);
  const blamed = await blamedCells(models, byEvidence, context);
  onProgress?.("causes", 1);
  const findings = [...blamed, ...duplicates.map((one) => findingOfDuplicate(one, columns))].sort(
    (a, b) => b.score - a.score || a.row - b.row,
  );
  const leftOut = leftOutOf(columns, features);
  const compared = columns.map(({ name }) => name).filter((name) => !leftOut.some((one) => one.name === name));
  const calibrations = (evidence: readonly Evidence[]): readonly Calibration[] => evidence.map(({ calibration }) => calibration);
  return {
    found: { rows, findings, scores, rules: rulesOf(context, text.dependences), compared, leftOut },
    usual: {
      predictions: calibrations(predictions),
      relations: calibrations(followed),
      combination: combination.calibration,
      pairs,
    },
  };
}

/** Returns the maximum strangeness of each row by the evidence. */
const strangestOf = ({ features: { rows }, evidence }: CauseContext): Float32Array =>
  Float32Array.from({ length: rows }, (_, row) => evidence.reduce((most, one) => Math.max(most, one.strangeness[row]!), -1));

/** Returns the maximum strangeness of each row by the evidence, its texts and duplicates. */
function scoresOf(byEvidence: Float32Array, { features, text }: CauseContext, duplicates: readonly Duplicate[]): Float32Array {
  const { length } = features.columns;
  const scores = byEvidence.map((score, row) =>
    text.strangeness.subarray(row * length, (row + 1) * length).reduce((most, one) => Math.max(most, one), score),
  );
  for (const { row, surprise } of duplicates) scores[row] = Math.max(scores[row]!, surprise);
  return scores;
}

/** Returns a finding for each cell that is to blame. */
async function blamedCells(
  models: readonly Fold[],
  byEvidence: Float32Array,
  context: CauseContext,
): Promise<readonly Finding[]> {
  const { features, text } = context;
  const { columns, rows } = features;
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
    const cells = causes.flatMap((all, i) =>
      all.map((cause) => ({ row: looked[i]!, column: cause.columns[0]!, hidden: cause.columns, cause })),
    );
    const expected = await expectedOf(masked, cells, context);
    const told = new Set<number>();
    cells.forEach(({ row, column, cause }, i) => {
      const own = text.strangeness[row * columns.length + column]!;
      // A cell that has the expected value isn't to blame, so the next cause is tried.
      if (told.has(row) || (own < TOLD && expected[i]?.differs === false)) return;
      told.add(row);
      for (const one of cause.columns) blamed.add(row * columns.length + one);
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

function leftOutOf(columns: readonly Cells[], features: Features): readonly { readonly name: string; readonly why: string }[] {
  return columns.flatMap((cells, column) => {
    if (cells.kind === "key") return [{ name: cells.name, why: "identifies rows" }];
    if (cells.kind === "prose") return [{ name: cells.name, why: "free text, or no values" }];
    if (features.targets.some((target) => target.column === column)) return [];
    return [{ name: cells.name, why: cells.kind === "category" ? "too many rare values" : "only one value" }];
  });
}
