import { CodingsError } from "../core/errors.ts";
import type { OpenedFiles } from "./opened-files.ts";
import { endingsOf } from "./readers/image-names.ts";
import type { OpenFile } from "./readers/reader.ts";
import { unreadable, wrongEnding } from "./readers/unread.ts";

const MOST_NAMED = 3;

const leftOut = (message: string): string => `Skipped: ${message.replace(/\.$/, "")}`;

/** Makes a note with the reason why something was skipped. @throws the error itself if the user can't fix its cause. */
export function leftOutFor(error: unknown): string {
  if (!(error instanceof CodingsError)) throw error;
  return leftOut(error.message);
}

export function withNotes(found: OpenedFiles, notes: readonly string[]): OpenedFiles {
  if (found.kind === "model" || notes.length === 0) return found;
  const table = found.table && { ...found.table, notes: [...(found.table.notes ?? []), ...notes] };
  const dataset = { ...found.dataset, notes: [...(found.dataset.notes ?? []), ...notes] };
  return { ...found, dataset, ...(table && { table }) };
}

/** Makes the notes about files that were skipped because something else was opened. */
export function othersNote(others: readonly OpenFile[], name: string, what: string): string[] {
  const misnamed = others.filter(wrongEnding);
  const why = misnamed.map((file) => leftOut(unreadable(file)));
  const paths = others.filter((file) => !misnamed.includes(file)).map(({ path }) => path);
  if (paths.length === 0) return why;
  const named = paths.length > MOST_NAMED ? `${endingsOf(paths)} in ${name}` : paths.join(", ");
  return [
    ...why,
    `${named} ${paths.length > 1 ? "were" : "was"} skipped, because ${what} ${what.endsWith("s") ? "were" : "was"} opened`,
  ];
}
