import { expect, it } from "vitest";
import { sharedFolder } from "../../../core/temporary.fixture.ts";
import { missingWordLines } from "./missing-words.node.ts";
import { openTableSource } from "./source.node.ts";

const folder = sharedFolder();
const linesOf = async (name: string, text: string) => {
  await using source = await openTableSource(await folder.write(name, text));
  return await missingWordLines(source);
};

it("names the words that count as missing, with their rows, once for each column", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [i, i % 9 === 4 ? "n/a" : i % 9 === 5 ? "" : 2 * i, i === 7 ? "-" : "ok"]);
  expect(await linesOf("words.csv", ["id,x,note", ...rows].join("\n"))).toEqual([
    'column "x": "n/a" counts as missing (4 rows)',
    'column "note": "-" counts as missing (1 row)',
  ]);
});

it("names none where a word is a value, and none for empty cells", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [i, ["unknown", "home", "work", ""][i % 4], ["+", "-"][i % 2]]);
  expect(await linesOf("values.csv", ["id,place,strand", ...rows].join("\n"))).toEqual([]);
});
