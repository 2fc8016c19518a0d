import { afterEach } from "vitest";
import { temporaryFolder } from "../../../core/temporary.fixture.ts";
import { openDatabase } from "./database.node.ts";
import { openTableSource, type TableSource, type TableSourceOptions } from "./source.node.ts";

/** Tables in a test's own folder, closed after the test. */
export function tables() {
  const folder = temporaryFolder();
  const opened: TableSource[] = [];
  afterEach(() => {
    for (const source of opened.splice(0)) source.close();
  });
  const open = async (path: string, options: TableSourceOptions = {}): Promise<TableSource> => {
    const source = await openTableSource(path, options);
    opened.push(source);
    return source;
  };
  return {
    ...folder,
    open,
    /** Opens a file with this text. */
    openText: async (name: string, text: string | Uint8Array, options: TableSourceOptions = {}) =>
      open(await folder.write(name, text), options),
    /** Writes the result of a query. */
    async copy(sql: string, name: string, options = ""): Promise<string> {
      const database = await openDatabase();
      await database.run(`COPY (${sql}) TO '${folder.path(name)}' ${options}`);
      database.close();
      return folder.path(name);
    },
  };
}
