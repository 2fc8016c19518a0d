import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { strToU8, zipSync } from "fflate";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AnomalyDetector, detectorFiles } from "../../src/anomalies/index.ts";
import { autoencoderFiles, StackedAutoencoder } from "../../src/autoencoders/index.ts";
import { ndarray } from "../../src/core/ndarray.ts";
import { idx } from "../../src/core/temporary.fixture.ts";
import { arrowFile } from "../../src/data/readers/arrow.fixture.ts";
import { packedByLz4, packedByZstd, streamOfTypes } from "../../src/data/readers/arrow-files.fixture.ts";
import { toNpy } from "../../src/data/readers/npy.ts";
import { workbook } from "../../src/data/readers/xlsx.fixture.ts";
import { tables } from "../../src/data/tables/duckdb/tables.fixture.ts";
import { parquetOfColumns, typedColumn } from "../../src/data/tables/typed-columns.ts";
import { withoutDigests } from "../../src/models/without-digests.fixture.ts";
import type { Callback, TrainingState } from "../../src/training/index.ts";
import { bytesOf } from "../bytes-of.fixture.ts";
import type { Answer, Engine, Task } from "./mutants.child.ts";
import {
  type Format,
  gzipOf,
  mutantOf,
  npyFormat,
  parquetFormat,
  plain,
  pngFormat,
  safetensorsFormat,
  zipOf,
} from "./mutate.fixture.ts";
import { report, timeout, times } from "./torture.fixture.ts";

const CHILD = `out/test/mutants-${process.pid}.mjs`;
/** More CPU time than this for a small file is a hang. A process that doesn't answer for ten times as long hangs, too. */
const LONGEST_MS = 2000;
/** More memory than this for a small file is an excess, in MB. */
const MOST_MEMORY = 1000;

beforeAll(() =>
  build({
    entryPoints: ["test/torture/mutants.child.ts"],
    outfile: CHILD,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "error",
  }),
);

/** A process that reads mutants. It is replaced after a crash, a hang or an excess of memory. */
class Reader {
  #child: ChildProcess | undefined;
  #answered: (answer: Answer) => void = () => undefined;

  async #started(): Promise<ChildProcess> {
    const child = fork(CHILD, { serialization: "advanced", stdio: "ignore", execArgv: ["--max-old-space-size=512"] });
    await once(child, "message");
    child.on("message", (answer) => this.#answered(answer as Answer));
    child.on("exit", (code, signal) => this.#answered({ outcome: `crash (${code ?? signal})`, cpu: 0, memory: 0 }));
    return child;
  }

  async read(task: Task): Promise<Answer> {
    this.#child ??= await this.#started();
    const child = this.#child;
    const answer = await new Promise<Answer>((resolve) => {
      const timer = setTimeout(() => resolve({ outcome: "hang", cpu: 0, memory: 0 }), 10 * LONGEST_MS);
      this.#answered = (found) => {
        clearTimeout(timer);
        resolve(found);
      };
      child.send(task);
    });
    if (/^(hang|crash)/.test(answer.outcome) || answer.memory > MOST_MEMORY) this.stop();
    return answer;
  }

  stop(): void {
    this.#child?.removeAllListeners();
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }
}

const reader = new Reader();
const written = tables();
afterAll(async () => {
  reader.stop();
  await rm(CHILD, { force: true });
});

/** A correct file, and where it is read. */
interface Sample extends Task {
  readonly format: Format;
  /** Whether a mutant with other results than the file must be refused. */
  readonly isOwn?: boolean;
}

/** Reads mutants of the samples in turn, and reports what became of them. */
async function torture(group: string, samples: readonly Sample[], short: number, long: number): Promise<void> {
  const count = { read: 0, refused: 0, crash: 0, hang: 0, excess: 0, accepted: 0 };
  const wrong: string[] = [];
  let memory = 0;
  const originals: Answer[] = [];
  for (const { format: _, isOwn: _isOwn, ...task } of samples) {
    const answer = await reader.read(task);
    expect(answer, `${task.name}, ${task.engine}`).toMatchObject({ outcome: "read" });
    originals.push(answer);
  }
  for (let number = 0; number < times(short, long); number++) {
    const place = number % samples.length;
    const { format, isOwn, ...task } = samples[place]!;
    const bytes = mutantOf(task.bytes, format, number);
    const answer = await reader.read({ ...task, bytes });
    const isHang = answer.outcome === "hang" || answer.cpu > LONGEST_MS;
    const isExcess = answer.memory > MOST_MEMORY;
    const isAccepted = isOwn && answer.outcome === "read" && answer.digest !== originals[place]!.digest;
    if (answer.outcome === "read") count.read++;
    else if (answer.outcome === "refused") count.refused++;
    else if (answer.outcome !== "hang") count.crash++;
    if (isHang) count.hang++;
    if (isExcess) count.excess++;
    if (isAccepted) count.accepted++;
    memory = Math.max(memory, answer.memory);
    if (isHang || isExcess || isAccepted || !/^(read|refused)$/.test(answer.outcome))
      wrong.push(
        `${task.name} (${task.engine}), mutant ${number}: ${isAccepted ? "accepted" : answer.outcome} ${Math.round(answer.cpu)} ms ${Math.round(answer.memory)} MB`,
      );
  }
  report(
    `Mutants of ${group}: ${times(short, long)}; ${count.read} read, ${count.refused} refused, ${count.crash} crashes, ${count.hang} hangs, ${count.excess} above ${MOST_MEMORY} MB, most memory ${Math.round(memory)} MB${samples.some(({ isOwn }) => isOwn) ? `, ${count.accepted} accepted with other results` : ""}`,
  );
  expect(wrong).toEqual([]);
}

/** A file that Node and the page read. The page gets most of its mutants, because a database takes some 50 ms for each in Node. */
const both = (name: string, bytes: Uint8Array | string, format: Format = plain): Sample[] =>
  (["node", ...Array<Engine>(7).fill("page")] as const).map((engine) => ({ engine, name, bytes: toBytes(bytes), format }));
const toBytes = (bytes: Uint8Array | string): Uint8Array => (typeof bytes === "string" ? strToU8(bytes) : Uint8Array.from(bytes));

const pixels = Uint8Array.from({ length: 5 * 6 * 7 }, (_, i) => (i * 31) % 256);
const images = idx(8, [5, 6, 7], pixels);
const npy = toNpy(
  ndarray(
    "float32",
    [6, 4],
    Float32Array.from({ length: 24 }, (_, i) => i / 3),
  ),
);
const rows = Array.from({ length: 30 }, (_, i) => ({ x: (i * 7) % 11, c: "pqr"[i % 3]!, day: `2024-01-${10 + (i % 20)}` }));
const csv = `x,c,day\n${rows.map(({ x, c, day }) => `${x},${c},${day}`).join("\n")}\n`;
const arff = `@relation r\n@attribute x numeric\n@attribute c {p,q,r}\n@data\n${rows.map(({ x, c }) => `${x},${c}`).join("\n")}\n`;
const lines = rows.map((row) => JSON.stringify(row)).join("\n");
const geojson = {
  type: "FeatureCollection",
  features: rows.map(({ x, c }) => ({
    type: "Feature",
    properties: { x, c },
    geometry: { type: "Point", coordinates: [x, 50 - x / 7] },
  })),
};

describe("mutants are read, or refused in one line, without a crash, a hang or much memory:", () => {
  it("arrays", { timeout }, async () => {
    const archives = JSON.parse(await readFile("test/fixtures/npz.json", "utf8")) as Record<string, string>;
    const npz = (name: string) => Uint8Array.from(Buffer.from(archives[name]!, "base64"));
    const samples = [
      ...both("images-idx3-ubyte", images),
      ...both("images-idx3-ubyte.gz", gzipSync(images), gzipOf()),
      ...both("a.npy", npy, npyFormat),
      ...both("a.npy.gz", gzipSync(npy), gzipOf(npyFormat)),
      ...["stored", "deflated"].flatMap((name) => both(`${name}.npz`, npz(name), zipOf(npz(name), npyFormat))),
    ];
    await torture("arrays (IDX, .npy, .npz, .gz)", samples, 192, 20_000);
  });

  it("text tables", { timeout }, async () => {
    const zip = zipSync({ "a.csv": strToU8(csv) });
    const samples = [
      ...both("a.csv", csv),
      ...both("a.csv.gz", gzipSync(csv), gzipOf()),
      ...both("a.arff", arff),
      ...both("a.json", JSON.stringify(rows)),
      ...both("a.jsonl", lines),
      ...both("a.geojson", JSON.stringify(geojson)),
      ...both("a.zip", zip, zipOf(zip)),
    ];
    await torture("text tables (CSV, ARFF, JSON, .gz, .zip)", samples, 168, 20_000);
  });

  it("binary tables", { timeout }, async () => {
    const columns = [
      typedColumn(
        "x",
        rows.map(({ x }) => x / 2),
      ),
      typedColumn(
        "n",
        rows.map(({ x }) => x),
      ),
      typedColumn(
        "c",
        rows.map(({ c }) => c),
      ),
    ];
    const sheet = workbook({ A: [["x", "c"], ...rows.map(({ x, c }) => [x, c])] });
    const cells = { x: rows.map(({ x }) => x), c: rows.map(({ c }) => c) };
    const samples = [
      ...both("a.parquet", await parquetOfColumns(columns), parquetFormat),
      ...both("a.arrow", arrowFile(cells)),
      ...both("b.arrow", arrowFile(cells, "stream")),
      ...both("lz4.feather", packedByLz4()),
      ...both("zstd.feather", packedByZstd()),
      ...both("types.arrows", streamOfTypes()),
      ...both("a.xlsx", sheet, zipOf(sheet)),
    ];
    await torture("binary tables (Parquet, Arrow, Feather, Excel)", samples, 168, 20_000);
  });

  it("Parquet in a page", { timeout }, async () => {
    const query =
      "SELECT i AS n, sin(i) AS f, CASE WHEN i % 5 > 0 THEN 'c' || i % 3 END AS c, 'text ' || i AS t, [i, 2] AS l, {'a': i} AS o, i % 3 = 0 AS b FROM range(60) r(i)";
    const samples: Sample[] = [];
    for (const [codec, version] of [
      ["uncompressed", 1],
      ["uncompressed", 2],
      ["snappy", 1],
      ["zstd", 2],
      ["lz4", 1],
      ["gzip", 2],
    ]) {
      const name = `${codec}-${version}.parquet`;
      const file = await written.copy(query, name, `(CODEC '${codec}', PARQUET_VERSION V${version})`);
      samples.push({ engine: "page", name, bytes: toBytes(await readFile(file)), format: parquetFormat });
    }
    await torture("Parquet in a page", samples, 90, 20_000);
  });

  it("images", { timeout }, async () => {
    const picture = sharp(Buffer.from(pixels.subarray(0, 192)), { raw: { width: 8, height: 8, channels: 3 } });
    const ofNode = async (name: string, bytes: Promise<Uint8Array> | Uint8Array, format = plain): Promise<Sample> => ({
      engine: "node",
      name,
      bytes: toBytes(await bytes),
      format,
    });
    const bmp = Buffer.alloc(54 + 192);
    bmp.write("BM");
    for (const [at, value] of [
      [2, 246],
      [10, 54],
      [14, 40],
      [18, 8],
      [22, 8],
      [34, 192],
    ] as const)
      bmp.writeUInt32LE(value, at);
    bmp.writeUInt16LE(1, 26);
    bmp.writeUInt16LE(24, 28);
    const samples = await Promise.all([
      ofNode("a.png", picture.clone().png().toBuffer(), pngFormat),
      ofNode("a.jpg", picture.clone().jpeg().toBuffer()),
      ofNode("a.webp", picture.clone().webp().toBuffer()),
      ofNode("a.gif", picture.clone().gif().toBuffer()),
      ofNode("a.tiff", picture.clone().tiff({ compression: "deflate" }).toBuffer()),
      ofNode("a.avif", picture.clone().avif({ effort: 0 }).toBuffer()),
      ofNode("a.bmp", bmp),
    ]);
    await torture("images (PNG, JPEG, WebP, GIF, TIFF, AVIF, BMP)", samples, 140, 20_000);
  });

  it("data in memory", { timeout }, async () => {
    const given = (name: string, data: unknown): Sample => ({
      engine: "given",
      name,
      bytes: toBytes(JSON.stringify(data)),
      format: plain,
    });
    const lists = rows.map(({ x }) => [x, x / 2]);
    const samples = [given("rows", rows), given("lists", lists), given("shaped", { data: lists.flat(), shape: [30, 2] })];
    await torture("data in memory (rows, lists, arrays with a shape)", samples, 300, 20_000);
  });

  const examples = ndarray(
    "uint8",
    [24, 4, 4],
    Uint8Array.from({ length: 384 }, (_, i) => (i * 89) % 256),
  );
  const formatOf = (file: string) => (file.endsWith(".safetensors") ? safetensorsFormat : plain);
  const ofFolder = (engine: Engine, files: Record<string, Uint8Array>, isOwn: boolean, names = Object.keys(files)): Sample[] =>
    names
      .filter((name) => /\.(json|safetensors|csv)$/.test(name))
      .map((name) => ({ engine, name, bytes: files[name]!, files, isOwn, format: formatOf(name) }));

  it("a model's files, none of which is accepted with other results", { timeout }, async () => {
    const autoencoder = new StackedAutoencoder({ codings: 2, hidden: [3] });
    let state: TrainingState | undefined;
    const keep: Callback = {
      onEpochEnd(_log, run) {
        state = run.state();
      },
    };
    await autoencoder.fit(examples, { epochs: 2, validation: examples, callbacks: [keep] });
    const files = bytesOf(autoencoderFiles(autoencoder, { state: state! }));
    const table = ndarray(
      "float32",
      [60, 3],
      Float32Array.from({ length: 180 }, (_, i) => Math.sin(i * 1.7) + (i % 3)),
    );
    const detector = bytesOf(detectorFiles(await new AnomalyDetector({ steps: 20, threshold: "0.8" }).fit(table)));
    await torture(
      "a model's files",
      [...ofFolder("autoencoder", files, true), ...ofFolder("detector", detector, true)],
      210,
      20_000,
    );
    const old = (whole: Record<string, Uint8Array>) => ({ ...whole, ...withoutDigests(whole) });
    const samples = [...ofFolder("autoencoder", old(files), false), ...ofFolder("detector", old(detector), false)];
    await torture("a model's files without digests", samples, 210, 20_000);
    const onnx = Object.entries(files).filter(([name]) => name.endsWith(".onnx"));
    const programs = onnx.map(([name, bytes]): Sample => ({ engine: "onnx", name, bytes, format: plain }));
    await torture("ONNX files", programs, 100, 20_000);
  });
});
