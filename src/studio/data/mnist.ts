import { gunzipSync } from "fflate";
import { DataError, OptionError } from "../../core/errors.ts";
import { ndarray } from "../../core/ndarray.ts";
import { permutation, random } from "../../core/random.ts";
import type { Dataset } from "../../data/dataset.ts";

const COUNT = 3000;
const PIXELS = 28 * 28;
/** Of all, so many are to be held out: the last ones. */
const HELD_OUT = 500;

/**
 * A sample of MNIST's training images (LeCun et al., 1998): uint8 [count, 28, 28] with labels [count]. The last sixth are of the 500 that are held out by
 * default; of fewer than all, which ones are taken is drawn with the seed.
 * @param url where the page has the file that scripts/mnist-sample.mjs makes. @param count all 3,000 where it is more.
 * @throws DataError where it can't be fetched; OptionError where the count isn't a whole number of at least 2.
 */
export async function mnist(url: string | URL, count = COUNT, seed = 42): Promise<Dataset> {
  if (!Number.isInteger(count) || count < 2)
    throw new OptionError(`The number of images is a whole number of at least 2, but this is ${count}.`);
  const { labels, pixels } = decodeSample(await fetched(url));
  const chosen = choose(Math.min(count, COUNT), seed);
  const examples = new Uint8Array(chosen.length * PIXELS);
  chosen.forEach((from, to) => {
    examples.set(pixels.subarray(from * PIXELS, (from + 1) * PIXELS), to * PIXELS);
  });
  return {
    name: "mnist",
    examples: ndarray("uint8", [chosen.length, 28, 28], examples),
    labels: ndarray(
      "uint8",
      [chosen.length],
      Uint8Array.from(chosen, (i) => labels[i]!),
    ),
    classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  };
}

/** The numbers of the images that are taken: of those to learn from and of those to hold out, in the same share as of all. */
function choose(count: number, seed: number): Int32Array {
  if (count === COUNT) return Int32Array.from({ length: COUNT }, (_, i) => i);
  const heldOut = Math.max(1, Math.round((count * HELD_OUT) / COUNT));
  const source = random(seed, 5);
  const toLearn = permutation(COUNT - HELD_OUT, source).subarray(0, count - heldOut);
  const held = permutation(HELD_OUT, source).subarray(0, heldOut);
  return Int32Array.from([...toLearn, ...held.map((i) => COUNT - HELD_OUT + i)]);
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
