import { GOLDEN, holdOut as whichRows } from "../../../core/hold-out.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource } from "./source.node.ts";

/**
 * Chooses the rows to hold out, in SQL and in JavaScript, and their number: at least one, but not all.
 * @throws OptionError if that isn't possible.
 */
export function holdOut(source: Pick<TableSource, "rowCount" | "name">, validation: number, seed: number) {
  const held = whichRows(source, validation, seed);
  const { share, offset, last } = held;
  const sql = last
    ? `${ROW} ${last === "held" ? "=" : "<>"} ${source.rowCount - 1}`
    : `(${ROW} * ${GOLDEN}::DOUBLE + ${offset}::DOUBLE) % 1 < ${share}::DOUBLE`;
  return { ...held, sql };
}
