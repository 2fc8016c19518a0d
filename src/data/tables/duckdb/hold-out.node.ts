import { GOLDEN, holdOut as whichRows } from "../schema/hold-out.ts";
import { ROW } from "./relation.node.ts";
import type { TableSource } from "./source.node.ts";

/** Which rows are held out, in SQL and here, and how many: at least one, and not all. @throws OptionError where that can't be. */
export function holdOut(source: Pick<TableSource, "rowCount" | "name">, validation: number, seed: number) {
  const held = whichRows(source, validation, seed);
  const { share, offset, last } = held;
  const sql = last
    ? `${ROW} ${last === "held" ? "=" : "<>"} ${source.rowCount - 1}`
    : `(${ROW} * ${GOLDEN}::DOUBLE + ${offset}::DOUBLE) % 1 < ${share}::DOUBLE`;
  return { ...held, sql };
}
