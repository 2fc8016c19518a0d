import { takeRows } from "../core/rows.ts";
import { figureOf } from "../core/words.ts";
import type { Examples } from "./measures.ts";
import type { PicturePairsValues } from "./page/index.ts";
import { aboutOf, partOf, rowName, type Shown } from "./rows.ts";

/** Whether examples can be drawn: grey or in colour, their values from 0 to 1. */
export function arePictures({ dtype, shape, data }: Examples): boolean {
  const [rank, channels] = [shape.length, shape[3] ?? 1];
  if (!(rank === 3 || (rank === 4 && (channels === 1 || channels === 3)))) return false;
  return dtype === "uint8" || data.every((value) => value >= 0 && value <= 1);
}

/** Pictures, their reconstructions, and what is known of each. `places` count in the dataset. */
export async function pairsOf(shown: Shown, places: ArrayLike<number>): Promise<PicturePairsValues> {
  const { autoencoder, data, errors, runtime } = shown;
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
