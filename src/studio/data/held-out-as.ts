import type { Autoencoder } from "../../autoencoders/index.ts";
import { OptionError } from "../../core/errors.ts";
import type { Opened } from "../../data/opened-files.ts";
import type { MemoryTableOptions } from "../../data/tables/memory/dataset.ts";

type Table = NonNullable<Opened["table"]>;

/** Converts the rows of a table to examples. */
export async function openedTable(table: Table, options: MemoryTableOptions): Promise<Opened> {
  const { tableDataset } = await import("../../data/tables/memory/dataset.ts");
  return { ...(await tableDataset(table, options)), table };
}

/** Opens a table again if another share of its rows is to be held out. Rows of a table are held out when it is opened. */
export async function heldOutAs(file: Opened, validation: number): Promise<Opened> {
  const { dataset, table } = file;
  const count = dataset.examples.shape[0]!;
  if (!table || !dataset.table || Math.abs(dataset.heldOut! - validation * count) <= 1) return file;
  return openedTable(table, { validation, label: dataset.table.label });
}

/**
 * Converts the rows of a table with the preprocessing of the model, and holds out the same rows as in training. Returns other examples unchanged.
 * @throws OptionError if the model needs rows of a table and the examples aren't a table.
 */
export async function asModelTakes(
  { settings: { table } }: Autoencoder,
  opened: Opened,
  { validation = 0.1, seed }: { readonly validation?: number; readonly seed?: number },
): Promise<Opened> {
  if (!table) return opened;
  if (!opened.table)
    throw new OptionError(
      `The model needs a table with the columns ${table.columns.map(({ name }) => name).join(", ")}. Open a file that has them.`,
    );
  return openedTable(opened.table, { preprocessing: table, validation, seed });
}
