import { Readable } from "node:stream";
import { beforeAll, describe, expect, it } from "vitest";
import { nodeRuntime } from "../runtime/node.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { SeriesDetector } from "../series/index.ts";
import { waves } from "../series/waves.fixture.ts";
import { watch } from "./watch.node.ts";
import { RowLines, textLines } from "./watch-lines.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function linesOf(...parts: Uint8Array[]) {
  const lines: (string | undefined)[] = [];
  for await (const { text } of textLines(Readable.from(parts.map((part) => ({ bytes: part }))))) lines.push(text);
  return lines;
}

describe("lines of text", () => {
  it("are joined from parts, also in the middle of a letter, and end with any line break or the text", async () => {
    const all = bytes("grün,1\r\n\nblau,2");
    expect(await linesOf(all.subarray(0, 3), all.subarray(3, 8), all.subarray(8))).toEqual(["grün,1", "", "blau,2"]);
  });

  it("are left out if they are longer than 1 MB, without the next ones", async () => {
    const long = new Uint8Array(700_000).fill(65);
    expect(await linesOf(long, long, bytes("A\nnext\n"))).toEqual([undefined, "next"]);
  });

  it("of CSV become rows by the header, whatever separates the cells", () => {
    const rows = new RowLines({});
    expect(rows.rowOf('\uFEFFtime; "in ""bar"""')).toBeUndefined();
    expect(rows.rowOf("12:00;1,5")).toEqual({ time: "12:00", 'in "bar"': "1,5" });
    expect(rows.rowOf('time;"in ""bar"""')).toBeUndefined();
    expect(rows.rowOf("12:10;")).toEqual({ time: "12:10", 'in "bar"': null });
    expect(() => rows.rowOf("12:20")).toThrow("The line has 1 cells, but the header has 2.");
    expect(() => rows.rowOf('12:20;"1')).toThrow(/quote/);
  });
});

describe("a header of CSV", () => {
  const rows = () => new RowLines({ keys: ["time"], columns: ["load", "heat"] });
  it("must have the keys and one of the columns; the line after another one may have them, or be JSON", () => {
    const some = rows();
    const lacks = " is neither a JSON object nor a header with the columns time, load, heat. Write JSON lines, or CSV";
    expect(() => some.rowOf("not json")).toThrow(`"not json"${lacks}`);
    expect(() => some.rowOf("load,heat")).toThrow(lacks);
    expect(() => some.rowOf("time,pressure")).toThrow(lacks);
    expect(some.rowOf("heat,time")).toBeUndefined();
    expect(some.rowOf("1,2")).toEqual({ heat: "1", time: "2" });
    const json = rows();
    expect(() => json.rowOf("Begin")).toThrow(lacks);
    expect(json.rowOf('{"time":1}')).toEqual({ time: 1 });
  });
});

describe("watch", () => {
  const rows = waves(120, { seed: 3 });
  const lists = Array.from({ length: 120 }, (_, i) => [...rows.data.subarray(3 * i, 3 * i + 3)]);
  let runtime: Runtime;
  let detector: SeriesDetector;
  beforeAll(async () => {
    runtime = await nodeRuntime({ threads: 1 });
    detector = await new SeriesDetector({ steps: 20, window: 8 }).fit(waves(400), { runtime });
  });
  async function* text() {
    for (const list of lists) yield `${JSON.stringify(list)}\n`;
  }

  it("scores a detector's numbers in JSON as its watch does", async () => {
    const watching = detector.watch({ runtime });
    const wanted: (number | undefined)[] = [];
    for (const list of lists) wanted.push((await watching.push(list))?.score);
    await watching.close();
    const scores: (number | undefined)[] = new Array(120).fill(undefined);
    for await (const { line, score } of watch(detector, text(), { runtime })) scores[line - 1] = score;
    expect(scores).toEqual(wanted);
  });

  it("ends when its signal says so", async () => {
    const stop = new AbortController();
    const stream = new Readable({ read: () => undefined });
    stream.push(`${JSON.stringify(lists[0])}\n${JSON.stringify(lists[1])}\n${JSON.stringify(lists[2])}\n`);
    const watching = watch(detector, stream, { runtime, signal: stop.signal });
    expect((await watching.next()).value).toMatchObject({ line: 3 });
    const next = watching.next();
    stop.abort();
    expect(await next).toMatchObject({ done: true, value: { lines: 3, bad: 0, readings: 3 } });
  });

  it("takes no other model", async () => {
    await expect(watch({} as never, text()).next()).rejects.toThrow(
      "The model is of the class Object. Give a detector for series, or the path of its folder.",
    );
  });
});
