import { gunzipSync } from "fflate";
import { DataError, OptionError } from "../../core/errors.ts";
import { ndarray } from "../../core/ndarray.ts";
import { shown } from "../../core/words.ts";
import type { Dataset } from "../dataset.ts";

const COUNT = 2400;
const PIXELS = 28 * 28;

/**
 * Fetches the first training images of MNIST (LeCun et al., 1998) in a page: uint8 [count, 28, 28] with labels [count].
 * @param url - address of the file that scripts/mnist-sample.mjs makes. @param count - number of images, at most 2,400.
 * @throws DataError if the file can't be fetched; OptionError if the count isn't a whole number of at least 2.
 */
export async function mnist(url: string | URL, count = COUNT): Promise<Dataset> {
  if (!Number.isInteger(count) || count < 2)
    throw new OptionError(`count must be a whole number of images of at least 2, but it is ${shown(count)}.`);
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
  const why = (reason: string) => new DataError(`The page's sample of MNIST can't be fetched (${reason}). Reload the page.`);
  const response = await fetch(url).catch((error: Error) => {
    throw why(error.message);
  });
  if (!response.ok) throw why(`the server answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Decodes the file: a byte for each label, a bit for each pixel (0 if the pixel is 0), then the values of the other pixels.
 * @throws DataError if the file is broken.
 */
export function decodeSample(packed: Uint8Array): { readonly labels: Uint8Array; readonly pixels: Uint8Array } {
  const broken = new DataError("The page's sample of MNIST is broken. Reload the page.");
  const bytes = unpacked(packed, broken);
  const [labels, inked] = [bytes.subarray(0, COUNT), bytes.subarray(COUNT, COUNT + (COUNT * PIXELS) / 8)];
  const pixels = new Uint8Array(COUNT * PIXELS);
  let at = COUNT + inked.length;
  for (let i = 0; i < pixels.length; i++) if ((inked[i >> 3]! >> (i & 7)) & 1) pixels[i] = bytes[at++]!;
  if (at !== bytes.length) throw broken;
  return { labels, pixels };
}

/** Decompresses the file, unless the server already has. */
function unpacked(packed: Uint8Array, broken: DataError): Uint8Array {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b) return packed;
  try {
    return gunzipSync(packed);
  } catch {
    throw broken;
  }
}
