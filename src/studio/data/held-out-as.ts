import type { Autoencoder } from "../../autoencoders/index.ts";
import { OptionError } from "../../core/errors.ts";
import type { Opened } from "../../data/opened-files.ts";
import type { MemoryTableOptions } from "../../data/tables/memory/dataset.ts";

type Table = NonNullable<Opened["table"]>;

/** A table's rows as examples. */
export async function openedTable(table: Table, options: MemoryTableOptions): Promise<Opened> {
  const { tableDataset } = await import("../../data/tables/memory/dataset.ts");
  return { ...(await tableDataset(table, options)), table };
}

/** A table's rows are held out when it is opened: it is opened again where another share is wanted. */
export async function heldOutAs(file: Opened, validation: number): Promise<Opened> {
  const { dataset, table } = file;
  const count = dataset.examples.shape[0]!;
  if (!table || !dataset.table || Math.abs(dataset.heldOut! - validation * count) <= 1) return file;
  return openedTable(table, { validation, label: dataset.table.label });
}

/**
 * A table's rows as the model's own columns say, those held out that were when it learned; other examples as they are.
 * @throws OptionError where the model takes rows of a table, and these are something else.
 */
export async function asModelTakes(
  { settings: { table } }: Autoencoder,
  opened: Opened,
  { validation = 0.1, seed }: { readonly validation?: number; readonly seed?: number },
): Promise<Opened> {
  if (!table) return opened;
  if (!opened.table)
    throw new OptionError(
      `The model takes rows of a table, with columns ${table.columns.map(({ name }) => name).join(", ")}. Drop such a file.`,
    );
  return openedTable(opened.table, { preprocessing: table, validation, seed });
}
