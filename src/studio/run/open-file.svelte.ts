import type { DroppedFile } from "../../data/dropped.ts";
import type { Opened } from "../../data/opened-files.ts";
import { type ReadingOptions, readingIn } from "../../data/tables/schema/reading.ts";
import { openedTable } from "../data/held-out-as.ts";

/** Reads files that were dropped on the page: examples, or a model. @throws CodingsError in one line for what can't be read. */
export async function readFiles(files: readonly DroppedFile[], reading?: ReadingOptions) {
  const { openFiles } = await import("../../data/open-files.ts");
  return openFiles(files, reading);
}

/** The file that is open in the page, and how its table is read in another way. */
export class OpenFile {
  opened = $state.raw<Opened>();
  readonly name = $derived(this.opened?.dataset.name);
  /** Names of the table's columns, and the one that is its label. */
  readonly columns = $derived(this.opened?.table?.columns.map(({ name }) => name));
  readonly label = $derived(this.opened?.dataset.table?.label);
  /** The table with its rows as they were read. */
  readonly table = $derived(this.opened?.table && this.opened);
  /** What the table was read from, while the page stays open. */
  private source = $state.raw<readonly DroppedFile[]>();
  /** Whether the table can be read in another way. */
  readonly canReadAgain = $derived(this.source !== undefined);
  /** How it was asked to be read last. */
  readAs = $state.raw<ReadingOptions>({});

  /** Keeps what the open file was read from. @param files undefined where it can't be read again. */
  cameFrom(files: readonly DroppedFile[] | undefined): void {
    const table = this.opened?.table;
    this.source = table && files;
    this.readAs = table?.reading ?? {};
  }

  /** Reads the table in another way. Undefined where there is nothing to read again. @param changed options, undefined where the file is to tell. @throws as `readFiles`. */
  async readAgain(changed: ReadingOptions): Promise<Opened | undefined> {
    const { source, label } = this;
    if (!source) return undefined;
    this.readAs = readingIn({ ...this.readAs, ...changed });
    const found = await readFiles(source, this.readAs);
    if (found.kind === "model" || !found.table) return undefined;
    const isThere = label !== undefined && found.table.columns.some(({ name }) => name === label);
    return isThere ? openedTable(found.table, { label, validation: 0.1 }) : found;
  }

  /** The table with another column as its label, or none: it is never learned from, but shown. Undefined where no table is open. */
  async labelledBy(label: string | undefined): Promise<Opened | undefined> {
    const table = this.opened?.table;
    return table && openedTable(table, { label, validation: 0.1 });
  }
}
