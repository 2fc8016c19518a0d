import { homedir } from "node:os";
import { join } from "node:path";
import { DataError } from "../core/errors.ts";
import type { Dataset } from "./dataset.ts";
import { checksum, exists, writeFileAtomically } from "./files.node.ts";
import { openIdxFolder } from "./idx-folder.node.ts";

const SOURCE = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion";
/** As published in the authors' README. */
const MD5: Readonly<Record<string, string>> = {
  "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
  "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
  "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
  "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
};
export const fashionClasses = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
];

/** Where downloads are kept: $CODINGS_CACHE, else $XDG_CACHE_HOME/codings, else ~/.cache/codings. */
export const cacheFolder = (): string =>
  process.env.CODINGS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "codings");

export interface FetchOptions {
  /** Stands in for the network in tests. */
  readonly fetch?: typeof globalThis.fetch;
  readonly onFile?: (file: string, bytes: number) => void;
}

/** Downloads what of Fashion-MNIST isn't in the cache yet, verifies it, and gives the folder. @throws DataError where the network or a checksum fails. */
export async function fetchFashionMnist({ fetch = globalThis.fetch, onFile }: FetchOptions = {}): Promise<string> {
  const folder = join(cacheFolder(), "fashion-mnist");
  for (const [file, md5] of Object.entries(MD5)) {
    if (await exists(join(folder, file))) continue;
    const bytes = await download(`${SOURCE}/${file}`, fetch);
    if (checksum("md5", bytes) !== md5)
      throw new DataError(
        `${SOURCE}/${file}: the checksum differs from the published one. Try again, or give a folder with the four files.`,
      );
    await writeFileAtomically(join(folder, file), bytes);
    onFile?.(file, bytes.length);
  }
  return folder;
}

async function download(url: string, fetch: typeof globalThis.fetch): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(15_000) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message || message : message;
    throw new DataError(
      `Fashion-MNIST can't be downloaded (${reason}). Give a folder with its four .gz files as DATA, or use mnist or garments.`,
    );
  }
}

/** Fashion-MNIST (Xiao et al., 2017): 60,000 and 10,000 images of 28 x 28, downloaded once. */
export async function fashionMnist(part: "train" | "test" = "train", options: FetchOptions = {}): Promise<Dataset> {
  const dataset = await openIdxFolder(await fetchFashionMnist(options), part);
  return { ...dataset, name: "fashion-mnist", classes: fashionClasses };
}
