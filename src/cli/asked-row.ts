import { DataError, OptionError } from "../core/errors.ts";
import { exists } from "../core/files.node.ts";
import { datasets } from "../data/open.node.ts";
import type { CodedRows } from "./coded-rows.ts";
import { count, UsageError } from "./command.ts";

/** What `similar --to` was given. */
export type Asked =
  | { readonly row: number }
  | { readonly key: string; readonly value: string }
  /** With rows like DATA's. */
  | { readonly file: string };

/**
 * Reads --to: a whole number is a row, NAME=VALUE the row whose key NAME has that value, and all else a file. A file with = in its name has a path in front: ./a=b.csv.
 * @throws UsageError where it is none of them.
 */
export async function askedIn(to: string): Promise<Asked> {
  if (/^\d+$/.test(to)) return { row: Number(to) };
  const [, key, value] = /^([^=/\\]+)=(.*)$/s.exec(to) ?? [];
  if (key !== undefined) return { key, value: value! };
  const isWord = /^[^./\\:*?[]*$|^-?[\d.]+$/.test(to);
  if (!isWord || Object.hasOwn(datasets, to) || (await exists(to))) return { file: to };
  throw new UsageError(
    `--to takes a row's number (whole, from 0), NAME=VALUE of a key column, or a file, and "${to}" is none of them.`,
  );
}

/** The row that is asked for; none where it is a file. @throws OptionError where there is no such row, or several. */
export async function rowAsked(asked: Asked, rows: CodedRows): Promise<number | undefined> {
  if ("file" in asked) return undefined;
  const total = rows.codings.shape[0]!;
  if ("row" in asked && asked.row >= total)
    throw new OptionError(
      `${rows.name} has ${count(total)} rows, counted from 0: there is no row ${asked.row}. Give one up to ${total - 1}.`,
    );
  if (total < 2) throw new DataError(`${rows.name} has one row, which has no others to be near to.`);
  return "row" in asked ? asked.row : rowWith(asked, rows);
}

const SHOWN = 3;

async function rowWith(
  { key, value }: { key: string; value: string },
  { name, keys, rowsWith, examples }: CodedRows,
): Promise<number> {
  const told = `${key}=${value}`;
  if (keys.length === 0)
    throw new OptionError(
      `--to ${told}: ${name} has no key columns${examples ? "" : " (codings train --keys)"}. Give a row's number, or a file of this name as ./${told}.`,
    );
  if (!keys.includes(key))
    throw new OptionError(
      `--to ${told}: "${key}" isn't a key column of ${name}, which has ${keys.map((k) => `"${k}"`).join(", ")}.`,
    );
  const [row, ...more] = await rowsWith(key, value);
  if (row === undefined) throw new OptionError(`${name} has no row with ${told}.`);
  if (more.length === 0) return row;
  const first = [row, ...more].slice(0, SHOWN).join(", ");
  throw new OptionError(
    `${name} has ${count(1 + more.length)} rows with ${told}: ${first}${more.length < SHOWN ? "" : ", …"}. Give one by its number, such as --to ${row}.`,
  );
}
