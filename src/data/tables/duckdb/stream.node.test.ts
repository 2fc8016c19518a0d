import { utimes } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { StackedAutoencoder } from "../../../autoencoders/index.ts";
import { type NdArray, ndarray, sliceRows } from "../../../core/ndarray.ts";
import { temporaryFolder } from "../../../core/temporary.fixture.ts";
import { openTable } from "../open.node.ts";
import { literal, openDatabase } from "./database.node.ts";
import { readFeatures } from "./read.node.ts";
import { openTableSource } from "./source.node.ts";
import { streamTable } from "./stream.node.ts";

const ROWS = 300_000;
const folder = temporaryFolder();

/** Writes a Parquet file whose column `at` rises from the first row to the last. */
async function writeTable(): Promise<string> {
  const path = folder.path("large.parquet");
  const database = await openDatabase();
  await database.run(
    `COPY (SELECT r / ${ROWS}::DOUBLE AS at, sin(r) AS a, CASE WHEN r % 7 > 0 THEN cos(r * r % 1000) END AS b, chr((97 + r % 3)::INTEGER) AS kind FROM range(${ROWS}) t(r)) TO ${literal(path)} (FORMAT parquet)`,
  );
  database.close();
  return path;
}

/** Opens a file as if it were larger than memory. */
const openLarge = (path: string) => openTableSource(path, { inMemory: 0, memory: 64 });

async function joined(parts: AsyncIterable<NdArray<"float32">>) {
  const all: NdArray<"float32">[] = [];
  for await (const part of parts) all.push(part);
  const data = new Float32Array(all.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of all) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { sizes: all.map(({ shape }) => shape[0]!), data };
}

describe("a table that streams", () => {
  it("returns the same training rows as a table that is read at once, in parts of whole batches", async () => {
    const path = await writeTable();
    const whole = await openTable(path, { validation: 0.1 });
    const stream = await streamTable(await openLarge(path), { validation: 0.1 });
    expect(stream.table).toEqual(whole.table);
    const { count, partSize, parts } = stream.inParts(1000);
    const { sizes, data } = await joined(parts());
    stream.close();
    expect(count).toBe(ROWS - whole.heldOut!);
    expect(partSize % 1000).toBe(0);
    expect(sizes.slice(0, -1)).toEqual(sizes.slice(0, -1).map(() => partSize));
    expect(sizes.length).toBeGreaterThan(1);
    expect(Buffer.from(data.buffer).equals(Buffer.from(whole.examples.data.buffer, 0, data.byteLength))).toBe(true);
  });

  it("samples rows from the whole table, not only from its beginning", async () => {
    const { sample, validation, table, close } = await streamTable(await openLarge(await writeTable()), {});
    close();
    const [at] = table.columns;
    if (at?.kind !== "number") throw new Error("at is a number");
    for (const { shape, data } of [sample, validation]) {
      const [rows, width] = shape as [number, number];
      for (let i = 0; i < rows; i += Math.floor(rows / 20))
        expect(at.center + at.scale * data[i * width]!).toBeCloseTo(i / rows, 2);
    }
  });

  it("trains like a table in memory, and is encoded the same in both ways", async () => {
    const path = await writeTable();
    const { examples, table, heldOut } = await openTable(path, { validation: 0.1 });
    const make = () => new StackedAutoencoder({ table: table!, codings: 2, hidden: [8] });
    const [atOnce, inParts] = [make(), make()];
    const options = { epochs: 1, batchSize: 1000, shuffle: false };
    const learned = sliceRows(examples as NdArray<"float32">, 0, ROWS - heldOut!);
    await atOnce.fit(learned, options);
    const stream = await streamTable(await openLarge(path), { validation: 0.1 });
    await inParts.fit(stream.sample, { ...options, stream: stream.inParts(1000) });
    stream.close();
    const weights = (of: StackedAutoencoder) => of.trained.model.getWeights().map(({ data }) => [...data]);
    expect(weights(inParts)).toEqual(weights(atOnce));

    const all = await atOnce.transform((await openTable(path, { preprocessing: table! })).examples);
    const source = await openLarge(path);
    for await (const { start, features } of readFeatures(source, table!, { strays: "known" })) {
      const some = await inParts.transform(features);
      expect(some).toEqual(ndarray("float32", some.shape, all.data.slice(start * 2, start * 2 + some.data.length)));
    }
    source.close();
  });

  it("reports a file that changes in the meantime", async () => {
    const path = await writeTable();
    const stream = await streamTable(await openLarge(path), {});
    const changing = async () => {
      for await (const _part of stream.inParts(1000).parts()) await utimes(path, new Date(), new Date(0));
    };
    await expect(changing()).rejects.toThrow("large.parquet changed while it was read. Try again.");
    stream.close();
  });
});
