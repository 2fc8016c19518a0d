// Reads mutants for mutants.test.ts in a process of its own, which may crash, hang or be killed.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { detectorFrom } from "../../src/anomalies/index.ts";
import { autoencoderFrom } from "../../src/autoencoders/index.ts";
import { CodingsError } from "../../src/core/errors.ts";
import { dropped } from "../../src/data/dropped.fixture.ts";
import { asDataset } from "../../src/data/given/dataset.ts";
import { openDataset } from "../../src/data/open.node.ts";
import { openFiles } from "../../src/data/open-files.ts";
import { fromOnnx } from "../../src/graph/index.ts";
import type { FolderFiles } from "../../src/models/index.ts";
import { nativeRuntime } from "../../src/runtime/native.node.ts";
import { weightsOf } from "../../src/training/weights.ts";

/** Where a mutant is read: in Node, in the page's readers, as data that a caller gives, or as a part of a model. */
export type Engine = "node" | "page" | "given" | "autoencoder" | "detector" | "onnx";

export interface Task {
  readonly engine: Engine;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The other files of the model's folder. */
  readonly files?: FolderFiles;
}

export interface Answer {
  /** "read", "refused", or an error that isn't a line of this package. */
  readonly outcome: string;
  /** The line with which it was refused. */
  readonly line?: string;
  /** Digest of what determines the results of a model that was read. */
  readonly digest?: string;
  /** CPU time in milliseconds. */
  readonly cpu: number;
  /** The most memory that the process has taken so far, in MB. */
  readonly memory: number;
}

const folder = mkdtempSync(join(tmpdir(), "codings-mutant-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.on("disconnect", () => process.exit());

const digestOf = (value: unknown): string =>
  createHash("sha256")
    .update(
      JSON.stringify(value, (_, part: unknown) =>
        ArrayBuffer.isView(part) ? Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString("base64") : part,
      ),
    )
    .digest("hex");

const readers: Readonly<Record<Engine, (task: Task) => unknown>> = {
  async node({ name, bytes }) {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    await openDataset(path);
  },
  async page({ name, bytes }) {
    await openFiles([dropped(name, bytes)]);
  },
  async given({ bytes }) {
    // Text that isn't JSON is no data that a caller could give.
    const data = JSON.parse(new TextDecoder().decode(bytes));
    await asDataset(data);
  },
  autoencoder({ name, bytes, files }) {
    const { autoencoder, config, state } = autoencoderFrom({ ...files, [name]: bytes }, "m");
    const { calibration, history, settings, trained, inputDtype } = autoencoder;
    return digestOf([trained.model.getWeights(), calibration, history, settings, inputDtype, state, config.seed]);
  },
  detector({ name, bytes, files }) {
    const { settings, learned } = detectorFrom({ ...files, [name]: bytes }, "m");
    const { scaling, ensemble, reference, neighbors } = learned.measure;
    const { usuals, calibration, history } = learned;
    return digestOf([weightsOf(ensemble), scaling, reference, neighbors, usuals, calibration, history, settings]);
  },
  async onnx({ bytes }) {
    fromOnnx(bytes);
    await (await (await nativeRuntime({ threads: 1 })).compile(bytes)).close();
  },
};

process.on("message", async (task: Task) => {
  const before = process.cpuUsage();
  let answer: Pick<Answer, "outcome" | "line" | "digest">;
  try {
    const digest = await readers[task.engine](task);
    answer = { outcome: "read", ...(typeof digest === "string" && { digest }) };
  } catch (error) {
    const isLine = error instanceof CodingsError && !error.message.includes("\n");
    const isNoJson = task.engine === "given" && error instanceof SyntaxError;
    const { message, stack = message } = error as Error;
    answer = isLine || isNoJson ? { outcome: "refused", line: message } : { outcome: stack.slice(0, 600) };
  }
  const { user, system } = process.cpuUsage(before);
  process.send!({ ...answer, cpu: (user + system) / 1000, memory: process.resourceUsage().maxRSS / 1000 } satisfies Answer);
});
process.send!("ready");
