import * as z from "zod/mini";

/**
 * Facts about a training that its options, seed and versions don't have. `verifyModel` compares them with those of a new training.
 * Folders of early versions and models that library code saved have none.
 */
export interface Receipt {
  /** SHA-256 of the data (`digestOf`). Missing for built-in datasets, data in memory, patterns of files and URLs. */
  readonly data?: string | undefined;
  readonly threads: number;
  /** Number of processes that trained together, if there were several. */
  readonly ranks?: number | undefined;
  /** Operating system and processor: "linux x64, AMD EPYC 9R14". */
  readonly machine: string;
}

export const receiptSchema = z.optional(
  z.object({
    data: z.optional(z.string()),
    threads: z.number().check(z.int(), z.positive()),
    ranks: z.optional(z.number().check(z.int(), z.positive())),
    machine: z.string(),
  }),
);
