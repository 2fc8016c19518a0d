import { execFile, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../../core/temporary.fixture.ts";
import { copyTable } from "./copy.node.ts";
import { openDatabase } from "./database.node.ts";

const folder = temporaryFolder();

it("a table replaces an earlier file and leaves no other file next to it", async () => {
  const file = await folder.write("table.csv", "before");
  const database = await openDatabase();
  await copyTable(database, "SELECT 1 AS a", file);
  await expect(copyTable(database, "SELECT 2 AS a, no_column", file)).rejects.toThrow("no_column");
  database.close();
  expect([readFileSync(file, "utf8"), readdirSync(folder.path())]).toEqual(["a\n1\n", ["table.csv"]]);
});

it.skipIf(process.platform === "win32")("a table can be written to a named pipe, which remains one", async () => {
  const pipe = folder.path("pipe.csv");
  spawnSync("mkfifo", [pipe]);
  const read = promisify(execFile)("timeout", ["20", "cat", pipe]);
  const database = await openDatabase();
  await copyTable(database, "SELECT 1 AS a", pipe);
  database.close();
  expect(statSync(pipe).isFIFO()).toBe(true);
  expect((await read).stdout).toBe("a\n1\n");
});
