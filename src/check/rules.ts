import type { CauseContext } from "./causes.ts";
import type { Dependence } from "./dependences.ts";
import type { Relation } from "./relation.ts";

/** A relation that holds in nearly all rows. */
export interface Rule {
  readonly column: string;
  readonly from: readonly string[];
  /** The rule in words: "total = unit_price × quantity", or "name determines city". */
  readonly words: string;
  /** Share of the comparable rows in which it holds, 0 to 1. */
  readonly share: number;
}

/** Number of rows in which a rule is tested. */
const TRIED = 20_000;
/** A relation holds in a row if the difference is at most this many times the usual one. */
const HOLDS = 4;

/**
 * Returns the rules of a table: relations between numbers, then columns that determine others. Within each kind, the rules that
 * hold most often come first.
 */
export function rulesOf({ features, relations }: CauseContext, dependences: readonly Dependence[]): readonly Rule[] {
  const { columns, rows } = features;
  const name = (column: number): string => columns[column]!.name;
  const step = Math.max(1, Math.floor(rows / TRIED));
  const shareOf = ({ distance }: Relation): number => {
    const distances = Array.from({ length: Math.floor(rows / step) }, (_, i) => distance(i * step)).filter(
      (x) => !Number.isNaN(x),
    );
    return distances.filter((x) => x <= HOLDS).length / Math.max(distances.length, 1);
  };
  const ofNumbers = onceEach(relations.filter(({ words }) => words !== "")).map((relation): Rule => {
    const { target, from, words } = relation;
    return { column: name(target), from: from.map(name), words, share: shareOf(relation) };
  });
  const givenBy = (target: number, from: number): boolean =>
    dependences.some((one) => one.target === target && one.from.length === 1 && one.from[0] === from);
  const ofValues = dependences
    .filter(({ target, from }) => from.length === 1 || !from.some((column) => givenBy(target, column)))
    .map(({ target, from, share }): Rule => {
      const words = `${from.map(name).join(" and ")} ${from.length > 1 ? "determine" : "determines"} ${name(target)}`;
      return { column: name(target), from: from.map(name), words, share };
    });
  const best = (a: Rule, b: Rule) => b.share - a.share;
  return [...ofNumbers.sort(best), ...ofValues.sort(best)];
}

/**
 * Selects one form of each relation. A relation can be solved for each of its columns; the form with the fewest divisions is
 * used.
 */
export function onceEach(relations: readonly Relation[]): readonly Relation[] {
  const keyOf = ({ target, from }: Relation) => [target, ...from].sort((a, b) => a - b).join();
  const divisions = ({ words }: Relation) => words.split("/").length;
  const simplest = new Map<string, Relation>();
  for (const relation of relations) {
    const other = simplest.get(keyOf(relation));
    if (!other || divisions(relation) < divisions(other)) simplest.set(keyOf(relation), relation);
  }
  return [...simplest.values()];
}
