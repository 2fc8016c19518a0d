import type { NdArray } from "../../core/ndarray.ts";
import { takeRows } from "../../core/rows.ts";
import { figureOf } from "../../core/words.ts";
import { aboutOf, partOf, rowName } from "./rows.ts";
import type { Subject } from "./subject.ts";

export interface PicturePairsValues {
  /** Original pictures [n, height, width] or [n, height, width, channels], as bytes 0-255 or floats 0-1. */
  readonly originals: NdArray<"uint8"> | NdArray<"float32">;
  readonly reconstructions: NdArray<"float32">;
  /** The texts below each pair: its error, and its description, such as "row 12, label 7", which is also its alternative text. */
  readonly captions: readonly { readonly error: string; readonly about: string }[];
}

/** Makes pairs of pictures and their reconstructions with captions. `places` are the indices of their rows in the dataset. */
export async function pairsOf(subject: Subject, places: ArrayLike<number>): Promise<PicturePairsValues> {
  const { autoencoder, data, errors, runtime } = subject;
  const originals = takeRows(data.dataset.examples, places);
  const reconstructions = await autoencoder.reconstruct(originals, { runtime });
  const about = aboutOf(data);
  const captions = Array.from(places, (place) => {
    const known = about.map(({ name, of }) => `${name} ${of(place)}`);
    const name = rowName(data, place);
    const part = data.isTraining ? [partOf(data, place)] : [];
    return {
      error: figureOf(errors[place]!),
      about: [typeof name === "string" ? name : `row ${name}`, ...known, ...part].join(", "),
    };
  });
  return { originals, reconstructions, captions };
}
