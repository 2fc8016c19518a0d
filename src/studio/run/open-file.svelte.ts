import type { DroppedFile } from "../../data/dropped.ts";
import type { Opened } from "../../data/opened-files.ts";
import { type ReadingOptions, readingIn } from "../../data/tables/schema/reading.ts";
import { openedTable } from "../data/held-out-as.ts";
import { readIn } from "../engine/workers.ts";

/** The file that is open in the page. It can read its table again with other options. */
export class OpenFile {
  opened = $state.raw<Opened>();
  readonly name = $derived(this.opened?.dataset.name);
  /** The names of the table's columns. */
  readonly columns = $derived(this.opened?.table?.columns.map(({ name }) => name));
  readonly label = $derived(this.opened?.dataset.table?.label);
  /** The opened file, if it is a table. */
  readonly table = $derived(this.opened?.table && this.opened);
  /** The files that the table was read from. They are lost when the page closes. */
  private source = $state.raw<readonly DroppedFile[]>();
  /** Whether the table can be read again with other options. */
  readonly canReadAgain = $derived(this.source !== undefined);
  /** The options that the table was last read with. */
  readAs = $state.raw<ReadingOptions>({});

  /** Remembers the files that the table was read from. @param files undefined if it can't be read again. */
  cameFrom(files: readonly DroppedFile[] | undefined): void {
    const table = this.opened?.table;
    this.source = table && files;
    this.readAs = table?.reading ?? {};
  }

  /** Returns a function that opens the file again that is open now. */
  remembered(): () => void {
    const { opened, source, readAs } = this;
    return () => void Object.assign(this, { opened, source, readAs });
  }

  /**
   * Reads the table again with some options changed. Returns undefined if there is no table to read again.
   * @param changed the changed options; undefined values are found out from the file.
   * @throws CodingsError if the files can't be read.
   */
  async readAgain(changed: ReadingOptions): Promise<Opened | undefined> {
    const { source, label } = this;
    if (!source) return undefined;
    this.readAs = readingIn({ ...this.readAs, ...changed });
    const found = await readIn(source, this.readAs);
    if (found.kind === "model" || !found.table) return undefined;
    const isThere = label !== undefined && found.table.columns.some(({ name }) => name === label);
    return isThere ? openedTable(found.table, { label, validation: 0.1 }) : found;
  }

  /** Opens the table with another label column, or none. The label isn't used for training. Returns undefined if no table is open. */
  async labelledBy(label: string | undefined): Promise<Opened | undefined> {
    const table = this.opened?.table;
    return table && openedTable(table, { label, validation: 0.1 });
  }
}
