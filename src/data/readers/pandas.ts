/**
 * Facts about the columns that pandas writes into the metadata of Parquet and Arrow
 * (https://pandas.pydata.org/docs/development/developer.html).
 */
export interface PandasColumns {
  /** Columns of the index, which name or count the rows. */
  readonly keys: ReadonlySet<string>;
  /** Columns whose values are categories. */
  readonly categories: ReadonlySet<string>;
}

/** The name of an unnamed index column. */
const UNNAMED_INDEX = /^__index_level_\d+__$/;

/**
 * Finds the index and the categorical columns of a file.
 * @param metadata - the text under the key "pandas"; undefined if the file has none.
 */
export function pandasColumns(metadata: string | undefined, names: readonly string[]): PandasColumns {
  const keys = new Set(names.filter((name) => UNNAMED_INDEX.test(name)));
  const categories = new Set<string>();
  const { index_columns: index, columns } = parsed(metadata);
  for (const name of listOf(index)) if (typeof name === "string") keys.add(name);
  for (const column of listOf(columns)) {
    const { name, field_name: field, pandas_type: type } = (column ?? {}) as Record<string, unknown>;
    const own = typeof field === "string" ? field : name;
    if (type === "categorical" && typeof own === "string") categories.add(own);
  }
  return { keys, categories };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function parsed(metadata: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(metadata ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Returns whether pandas' metadata mark a column as a key or a category. */
export const saidOf = ({ keys, categories }: PandasColumns, name: string): { readonly said?: "key" | "category" } =>
  keys.has(name) ? { said: "key" } : categories.has(name) ? { said: "category" } : {};
