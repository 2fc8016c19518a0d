import { cpus } from "node:os";
import { digestOf } from "../data/fingerprint.node.ts";
import type { Receipt } from "../models/receipt.ts";
import type { Runtime } from "../runtime/runtime.ts";

/**
 * Returns the facts with which `verifyModel` compares a new training.
 * @param path - path of the data; undefined for data in memory.
 */
export async function receiptFor(path: string | undefined, { threads }: Pick<Runtime, "threads">): Promise<Receipt> {
  const data = path === undefined ? undefined : await digestOf(path);
  return { ...(data && { data }), threads, machine: thisMachine() };
}

/** Describes the operating system and the processor. The kernels of ONNX Runtime differ between processors. */
export const thisMachine = (): string =>
  [`${process.platform} ${process.arch}`, cpus()[0]?.model.trim()].filter(Boolean).join(", ");
