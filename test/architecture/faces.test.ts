import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import * as explorer from "../../src/explorer/map.node.ts";
import * as lecture from "../../src/lecture/draw.node.ts";
import * as report from "../../src/report/report.node.ts";
import * as tasks from "../../src/tasks/node.ts";

/** A row of the table "One core, three faces" in docs/architecture.md. */
interface Row {
  readonly task: string;
  readonly library: string;
  readonly command: string;
  readonly studio: string;
}

const rows: readonly Row[] = /<!-- faces -->\n([\s\S]*)<!-- \/faces -->/
  .exec(readFileSync("docs/architecture.md", "utf8"))![1]!
  .trim()
  .split("\n")
  .slice(2)
  .map((line) => {
    const [task = "", library = "", command = "", studio = ""] = line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim());
    return { task, library, command, studio };
  });

/** What stands between marks in a cell; nothing where the cell gives a reason for having none. */
const marked = (cell: string, mark: RegExp): string[] =>
  cell.startsWith("none: ") ? [] : [...cell.matchAll(mark)].map((match) => match[1]!);
const codeIn = (cell: string) => marked(cell, /`([^`]+)`/g);
const placesIn = (cell: string) => marked(cell, /"([^"]+)"/g);
const isFunction = (name: string) => !name.startsWith("codings/");

/** Every command with its words, such as "codings data list". */
async function allCommands(): Promise<ReadonlyMap<string, Command>> {
  const found = new Map<string, Command>();
  const add = (command: Command, before: string) => {
    const name = `${before} ${command.name()}`;
    found.set(name, command);
    for (const below of command.commands) add(below, name);
  };
  for (const { load } of Object.values(commands)) add(await load(), "codings");
  return found;
}

/** What an entry of the package exports in Node, read from its source. */
async function exportsOf(entry: string): Promise<Readonly<Record<string, unknown>>> {
  const listed = JSON.parse(readFileSync("package.json", "utf8")).exports[entry];
  expect(listed, `package.json has no entry ${entry}`).toBeDefined();
  return import(join(process.cwd(), listed.default.replace("dist/", "src/").replace(/\.js$/, ".ts")));
}

const studio = readdirSync("src/studio", { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(svelte|ts)$/.test(file) && !/\.test\.ts$/.test(file))
  .map((file) => readFileSync(join("src/studio", file), "utf8"))
  .join("\n");

describe("one core, three faces", () => {
  it("each face has each task, or a reason why it hasn't", () => {
    const cells = rows.flatMap(({ task, library, command, studio }) => [
      { task, face: "library", cell: library, has: codeIn(library).some(isFunction) },
      { task, face: "command line", cell: command, has: codeIn(command).length > 0 },
      { task, face: "studio", cell: studio, has: placesIn(studio).length > 0 },
    ]);
    const lacking = cells.filter(({ cell, has }) => !has && !/^none: .{20,}/.test(cell));
    expect(lacking.map(({ task, face }) => `${task}: ${face}`)).toEqual([]);
    expect(rows.length).toBeGreaterThan(15);
  });

  it("every command is in one row, and every row's command is there, with its options", async () => {
    const known = await allCommands();
    const named = rows.flatMap(({ command }) => codeIn(command));
    const commandOf = (words: string) =>
      [...known.keys()].filter((name) => words === name || words.startsWith(`${name} `)).sort((a, b) => b.length - a.length)[0];
    const whole = named.filter((words) => known.has(words));
    expect(whole.toSorted()).toEqual([...known.keys()].sort());
    const wrong = named.filter((words) => {
      const options = known.get(commandOf(words) ?? "")?.options.map(({ long }) => long);
      return !options || (words.match(/--[\w-]+/g) ?? []).some((flag) => !options.includes(flag));
    });
    expect(wrong).toEqual([]);
  });

  it("every task of the library is in a row", () => {
    const named = new Set(rows.flatMap(({ library }) => codeIn(library)));
    const all = [tasks, explorer, report, lecture].flatMap((room) =>
      Object.entries(room).flatMap(([name, value]) => (typeof value === "function" ? [name] : [])),
    );
    expect(all.filter((name) => !named.has(name))).toEqual([]);
  });

  it("every row's functions are exported by the entry that it names", async () => {
    const missing: string[] = [];
    for (const { library } of rows) {
      const words = codeIn(library);
      const entry = words.find((word) => !isFunction(word)) ?? "codings";
      const exported = await exportsOf(entry.replace("codings", "."));
      missing.push(
        ...words.filter((word) => isFunction(word) && exported[word] === undefined).map((word) => `${entry}: ${word}`),
      );
    }
    expect(missing).toEqual([]);
  });

  it("every row's places are in the studio", () => {
    const places = rows.flatMap((row) => placesIn(row.studio));
    expect(places.filter((place) => !studio.includes(`>${place}`) && !studio.includes(`"${place}"`))).toEqual([]);
  });
});
