import { gunzipSync } from "fflate";
import { DataError, OptionError } from "../../core/errors.ts";
import { ndarray } from "../../core/ndarray.ts";
import { shown } from "../../core/words.ts";
import type { Dataset } from "../dataset.ts";

const COUNT = 2400;
const PIXELS = 28 * 28;

/**
 * The first of MNIST's training images (LeCun et al., 1998): uint8 [count, 28, 28] with labels [count].
 * @param url where the page has the file that scripts/mnist-sample.mjs makes. @param count all 2,400 where it is more.
 * @throws DataError where it can't be fetched; OptionError where the count isn't a whole number of at least 2.
 */
export async function mnist(url: string | URL, count = COUNT): Promise<Dataset> {
  if (!Number.isInteger(count) || count < 2)
    throw new OptionError(`The number of images is a whole number of at least 2, but this is ${shown(count)}.`);
  const { labels, pixels } = decodeSample(await fetched(url));
  const taken = Math.min(count, COUNT);
  return {
    name: "mnist",
    examples: ndarray("uint8", [taken, 28, 28], pixels.subarray(0, taken * PIXELS)),
    labels: ndarray("uint8", [taken], labels.subarray(0, taken)),
    classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  };
}

async function fetched(url: string | URL): Promise<Uint8Array> {
  const why = (reason: string) => new DataError(`The page's sample of MNIST can't be fetched (${reason}). Load the page again.`);
  const response = await fetch(url).catch((error: Error) => {
    throw why(error.message);
  });
  if (!response.ok) throw why(`the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The file's labels and pixels: a byte for each label, a bit for each pixel that isn't 0, then what those are. @throws DataError where it is broken. */
export function decodeSample(packed: Uint8Array): { readonly labels: Uint8Array; readonly pixels: Uint8Array } {
  const broken = new DataError("The page's sample of MNIST is broken. Load the page again.");
  const bytes = unpacked(packed, broken);
  const [labels, inked] = [bytes.subarray(0, COUNT), bytes.subarray(COUNT, COUNT + (COUNT * PIXELS) / 8)];
  const pixels = new Uint8Array(COUNT * PIXELS);
  let at = COUNT + inked.length;
  for (let i = 0; i < pixels.length; i++) if ((inked[i >> 3]! >> (i & 7)) & 1) pixels[i] = bytes[at++]!;
  if (at !== bytes.length) throw broken;
  return { labels, pixels };
}

/** A server may have unpacked it on the way. */
function unpacked(packed: Uint8Array, broken: DataError): Uint8Array {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) return packed;
  try {
    return gunzipSync(packed);
  } catch {
    throw broken;
  }
}
