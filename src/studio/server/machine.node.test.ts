import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lookAround } from "./machine.node.ts";

describe("the search for models and files", () => {
  let folder: string;
  const write = async (path: string, text = "a\n1\n") => {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "codings-search-"));
    for (const path of ["a/b/c/3.csv", "a/b/c/d/4.csv", "z.csv", "a/1.csv", "node_modules/5.csv", ".git/6.csv"])
      await write(path);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("lists the nearest files first, three folders deep", async () => {
    const { files, note } = await lookAround(folder);
    expect(files.map(({ path }) => path)).toEqual(["z.csv", join("a", "1.csv"), join("a", "b", "c", "3.csv")]);
    expect(note).toBeUndefined();
  });

  it("lists JSON files with rows, and no settings of programs", async () => {
    const rows = {
      "list.json": '[{"a":1}]',
      "lines.json": '{"a":1}\n{"a":2}\n',
      "map.json": '{\n "type": "FeatureCollection",\n "features": []}',
    };
    const settings = { "tsconfig.json": '{\n  "include": ["src"]\n}', "package.json": '{"name": "a"}\n' };
    for (const [name, text] of Object.entries({ ...rows, ...settings })) await write(`json/${name}`, text);
    const { files } = await lookAround(join(folder, "json"));
    expect(files.map(({ path }) => path)).toEqual(Object.keys(rows).toSorted());
  });

  it.each([
    ["it has read many names", { names: 4 }, 1],
    ["it has found many files", { listed: 2 }, 2],
    ["it has taken long", { time: 0 }, undefined],
  ])("stops and says so when %s", async (_when, limits, count) => {
    const { files, note } = await lookAround(folder, limits);
    if (count !== undefined) expect(files).toHaveLength(count);
    expect(note).toMatch(/^The search for models and files stopped early/);
  });

  it("takes no very large config.json for a model, and tells no path outside of the folder", async () => {
    const config = { format: 1, family: "tied", options: { data: "/etc/passwd" } };
    await write("models/one/config.json", JSON.stringify(config));
    await write("models/two/config.json", `${JSON.stringify(config)}${" ".repeat(33 * 2 ** 20)}`);
    const { models } = await lookAround(folder);
    expect(models).toEqual([{ path: join("models", "one"), family: "tied", data: "/etc/passwd", files: ["config.json"] }]);
  });
});
