import { homedir } from "node:os";
import { join } from "node:path";
import { DataError } from "../../core/errors.ts";
import { checksum, exists, writeFileAtomically } from "../../core/files.node.ts";
import type { Dataset } from "../dataset.ts";
import { openIdxFolder } from "../readers/idx-folder.node.ts";
import { readBytes } from "../readers/read-bytes.node.ts";

const SOURCE = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion";
/** Number of seconds without data after which a download stops. */
const PATIENCE = 15;

/** MD5 checksum of each file, as published in the authors' README. */
export const fashionChecksums: Readonly<Record<string, string>> = {
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

/** Returns the folder for downloads: $CODINGS_CACHE, else $XDG_CACHE_HOME/codings, else ~/.cache/codings. */
export const cacheFolder = (): string =>
  process.env.CODINGS_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "codings");

/** Called with the number of bytes of a file received so far and in total. The total is 0 if the server doesn't state it. */
export type OnProgress = (file: string, received: number, total: number) => void;

/** The options of the download. */
export interface FetchOptions {
  /** Replaces the network in tests. */
  readonly fetch?: typeof globalThis.fetch;
  readonly onProgress?: OnProgress;
}

/**
 * Downloads the files of Fashion-MNIST that are missing or broken in the cache, and verifies them.
 * @returns the path of the folder.
 * @throws DataError if the download or a checksum fails, or if the cache can't be written.
 */
export async function fetchFashionMnist({ fetch = globalThis.fetch, onProgress }: FetchOptions = {}): Promise<string> {
  const folder = join(cacheFolder(), "fashion-mnist");
  for (const [file, md5] of Object.entries(fashionChecksums)) {
    const path = join(folder, file);
    if ((await exists(path)) && checksum("md5", await readBytes(path, { unpack: false })) === md5) continue;
    const bytes = await download(`${SOURCE}/${file}`, fetch, (received, total) => onProgress?.(file, received, total));
    if (checksum("md5", bytes) !== md5)
      throw new DataError(
        `${SOURCE}/${file}: the checksum differs from the published one. Try again, or give a folder with the four files.`,
      );
    await writeFileAtomically(path, bytes);
  }
  return folder;
}

/** Whether all files are in the cache. */
export const isFashionMnistHere = async (): Promise<boolean> => {
  const found = await Promise.all(
    Object.keys(fashionChecksums).map((file) => exists(join(cacheFolder(), "fashion-mnist", file))),
  );
  return found.every(Boolean);
};

async function download(
  url: string,
  fetch: typeof globalThis.fetch,
  onBytes: (received: number, total: number) => void,
): Promise<Uint8Array> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error(`no answer for ${PATIENCE} seconds`)), PATIENCE * 1000);
  try {
    const response = await fetch(url, { signal: silence.signal });
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
    const total = Number(response.headers.get("content-length") ?? 0);
    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of response.body) {
      timer.refresh();
      chunks.push(chunk);
      received += chunk.length;
      onBytes(received, total);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error ? cause.message || message : message;
    throw new DataError(
      `Fashion-MNIST can't be downloaded (${reason}). Give the path of a folder with its four .gz files, or use mnist or garments.`,
    );
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Opens Fashion-MNIST (Xiao et al., 2017) with its labels: uint8 [60000, 28, 28], or [10000, 28, 28] for the test part. The first
 * call downloads it.
 * @throws DataError if the download fails.
 */
export async function fashionMnist(part: "train" | "test" = "train", options: FetchOptions = {}): Promise<Dataset> {
  const dataset = await openIdxFolder(await fetchFashionMnist(options), part);
  return { ...dataset, name: "fashion-mnist", classes: fashionClasses };
}
