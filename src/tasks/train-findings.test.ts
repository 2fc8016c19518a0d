import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { random } from "../core/random.ts";
import { train } from "./train.node.ts";

/** Returns rows of three factors in eight columns. */
function rows(count: number) {
  const source = random(2);
  const loadings = Array.from({ length: 24 }, () => source.normal());
  const data = new Float32Array(count * 8);
  for (let row = 0; row < count; row++) {
    const z = Array.from({ length: 3 }, () => source.normal());
    for (let j = 0; j < 8; j++)
      data[8 * row + j] = z.reduce((sum, x, k) => sum + x * loadings[8 * k + j]!, 0.1 * source.normal());
  }
  return ndarray("float32", [count, 8], data);
}
const short = { start: "random", epochs: 1, seed: 5, validation: 0.2 } as const;

it("a training that is worse than PCA has a finding and a last note about it, and none after its remedy", async () => {
  const notes: string[] = [];
  const { findings } = await train(rows(300), { ...short, onNote: (line) => notes.push(line) });
  expect(findings.map(({ kind, remedy }) => [kind, remedy])).toEqual([["worseThanPca", { start: "pca", epochs: 50 }]]);
  expect(notes.at(-1)).toBe(`! ${findings[0]!.message}`);
  expect((await train(rows(300), { ...short, ...findings[0]!.remedy })).findings).toEqual([]);
});

it("with onFinding, findings aren't notes", async () => {
  const [notes, heard]: [string[], string[]] = [[], []];
  const options = { onNote: (line: string) => notes.push(line), onFinding: ({ kind }: { kind: string }) => heard.push(kind) };
  await train(rows(300), { ...short, ...options });
  expect(heard).toEqual(["worseThanPca"]);
  expect(notes.filter((line) => line.startsWith("!"))).toEqual([]);
});

it("a collapsed model gets one note", async () => {
  const notes: string[] = [];
  await train(rows(300), { learningRate: 0.4, epochs: 5, seed: 7, validation: 0.2, onNote: (line) => notes.push(line) });
  expect(notes.filter((line) => line.includes("collapsed"))).toHaveLength(1);
});
