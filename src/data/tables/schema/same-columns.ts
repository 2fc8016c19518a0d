import { DataError } from "../../../core/errors.ts";
import { nearest } from "../../../core/suggest.ts";
import { roleOf, type SourceColumn } from "./column-types.ts";
import type { TablePreprocessing } from "./columns.ts";

/** @throws DataError if a training column is missing (with the most similar new one), or its values are of another kind. */
export function expectSameColumns(
  source: { readonly name: string; readonly columns: readonly SourceColumn[] },
  { columns, keys, label, leftOut }: TablePreprocessing,
): void {
  const types = new Map(source.columns.map(({ name, type }) => [name, type]));
  const before = new Set([...columns, ...leftOut].map(({ name }) => name).concat(keys, label ?? []));
  const lacking = columns.filter(({ name }) => !types.has(name)).map(({ name }) => name);
  if (lacking.length > 0) {
    const fresh = source.columns.map(({ name }) => name).filter((name) => !before.has(name));
    const it = lacking.length > 1 ? "them" : "it";
    const near = nearest(lacking[0]!, fresh);
    const hint = near
      ? `If it is called "${near}" now, rename it.`
      : fresh.length > 0
        ? `Add ${it} to the file, or rename one of its other columns: ${fresh.slice(0, 5).join(", ")}.`
        : `Add ${it} to the file.`;
    throw new DataError(
      `${source.name} lacks the column${lacking.length > 1 ? "s" : ""} ${lacking.map((name) => `"${name}"`).join(", ")} that the model was trained on. ${hint}`,
    );
  }
  for (const { name, kind } of columns) {
    const type = types.get(name)!;
    const role = roleOf(type);
    const fits = kind === "category" ? role !== "other" : role === "text" || type.includes("JSON") || isLike(kind, role);
    if (!fits)
      throw new DataError(
        `${source.name}: column "${name}" was ${WAS[kind]} in training, but its type here is ${type}. Correct its values.`,
      );
  }
}

const WAS = { number: "a number", date: "a time", category: "a category" } as const;

const isLike = (kind: "number" | "date", role: ReturnType<typeof roleOf>): boolean =>
  kind === "date" ? role === "time" : role === "number" || role === "boolean";
