import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { VERSION } from "../../src/core/version.ts";

/** The data's way through the house: a room imports from itself and from those before it. */
const rooms = [
  "core",
  "data",
  "graph",
  "runtime",
  "layers",
  "training",
  "models",
  "manifold",
  "scoring",
  "autoencoders",
  "anomalies",
  "series",
  "check",
  "recipes",
  "tasks",
  "figures",
  "report",
  "explorer",
  "lecture",
  "testing",
  "studio",
  "cli",
];
const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !/\.(test|fixture)\.ts$/.test(file),
);
const importsOf = (file: string): string[] => {
  const text = readFileSync(join("src", file), "utf8");
  return [...text.matchAll(/(?:from|import\() ?"([^"]+)"/g)].map((match) => match[1]!);
};

/** Files that import each other in a circle, types included: the strongly connected components (Tarjan, 1972) of more than one file. */
function circles(): string[][] {
  const targets = new Map(
    files.map((file) => [
      file,
      importsOf(file)
        .filter((name) => name.startsWith("."))
        .map((name) => relative("src", join("src", dirname(file), name)))
        .filter((name) => files.includes(name)),
    ]),
  );
  const [found, numbers, lowest] = [[] as string[][], new Map<string, number>(), new Map<string, number>()];
  const open: string[] = [];
  const visit = (file: string) => {
    numbers.set(file, numbers.size);
    lowest.set(file, numbers.get(file)!);
    open.push(file);
    for (const target of targets.get(file)!) {
      if (!numbers.has(target)) visit(target);
      if (open.includes(target)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(target)!));
    }
    if (lowest.get(file) !== numbers.get(file)) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const file of files) if (!numbers.has(file)) visit(file);
  return found;
}

describe("the structure", () => {
  it("no files import each other in a circle", () => {
    expect(circles()).toEqual([]);
  });

  it("imports point one way", () => {
    const upward = files.flatMap((file) => {
      const room = rooms.indexOf(file.split("/")[0]!);
      const targets = importsOf(file).filter((name) => name.startsWith("."));
      return targets.flatMap((target) => {
        const to = relative("src", join("src", dirname(file), target)).split("/")[0]!;
        return room >= 0 && rooms.indexOf(to) > room ? [`${file} → ${target}`] : [];
      });
    });
    expect(upward).toEqual([]);
  });

  it("only src/runtime imports an ONNX Runtime", () => {
    const others = files.filter(
      (file) => !file.startsWith("runtime/") && importsOf(file).some((name) => name.startsWith("onnxruntime")),
    );
    expect(others).toEqual([]);
  });

  it("only files that say so need Node", () => {
    const needNode = files.filter((file) => importsOf(file).some((name) => name.startsWith("node:")));
    expect(needNode.filter((file) => !/\.node\.ts$/.test(file) && !file.startsWith("cli/"))).toEqual([]);
  });
});

it("the version is package.json's", () => {
  expect(VERSION).toBe(JSON.parse(readFileSync("package.json", "utf8")).version);
});

const pages = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", ...readdirSync("docs").map((name) => join("docs", name))].filter(
  (page) => page.endsWith(".md"),
);

it("no page holds what a merge left", () => {
  const left = pages.filter((page) => /^(<{7}|={7}|>{7})( |$)/m.test(readFileSync(page, "utf8")));
  expect(left).toEqual([]);
});

it("docs/architecture.md lists the rooms in their order", () => {
  const listed = readFileSync("docs/architecture.md", "utf8").matchAll(/^\| `src\/(\w+)` \|/gm);
  expect(Array.from(listed, ([, room]) => room)).toEqual(rooms);
  const folders = readdirSync("src", { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== "entries");
  expect(folders.map(({ name }) => name).sort()).toEqual(rooms.toSorted());
});

it("every source file or test that a page or a bench names is there", () => {
  /** What pages name in general, what the build makes, and the layer that CONTRIBUTING.md shows how to add. */
  const isMade = (path: string) => /\bNAME\b|\.generated\.|^src\/layers\/scaling\./.test(path);
  const benches = readdirSync("bench").filter((name) => name.endsWith(".mjs"));
  const named = [...pages, ...benches.map((name) => join("bench", name))].flatMap((page) =>
    Array.from(readFileSync(page, "utf8").matchAll(/(?<![\w-])(?:src|test)\/[\w./-]*\w/g), ([path]) => ({ page, path })),
  );
  expect(named.filter(({ path }) => !isMade(path) && !existsSync(path))).toEqual([]);
  expect(named.length).toBeGreaterThan(50);
});
