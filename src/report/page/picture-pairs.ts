import type { NdArray } from "../../core/ndarray.ts";
import { type Pictures, picturesOf } from "../../figures/picture.ts";
import { shrunk } from "../../figures/thumbnails.ts";
import { type Html, html } from "./html.ts";

export interface PicturePairsValues {
  /** [n, height, width] or [n, height, width, channels], bytes 0-255 or floats 0-1. */
  readonly originals: NdArray<"uint8"> | NdArray<"float32">;
  readonly reconstructions: NdArray<"float32">;
  /** What stands below each pair: its error, and what it is ("row 12, label 7"), which also names it for those who can't see it. */
  readonly captions: readonly { readonly error: string; readonly about: string }[];
}

/** A picture as the URL of a PNG file that holds it (`data:image/png;base64,…`), a pixel for each of its own. */
export type PngUrl = (picture: Pictures) => string;

/** Pixels of a picture's longer side that are kept. */
const PIXELS = 96;

/** Each picture beside its reconstruction. Grey ones are ink on paper, as in the lecture. */
export function picturePairs({ originals, reconstructions, captions }: PicturePairsValues, pngUrl: PngUrl): Html {
  const [left, right] = [picturesOf("originals", originals), picturesOf("reconstructions", reconstructions)];
  return html`<ul class="pairs${left.channels === 1 ? " grey" : ""}">${captions.map(
    ({ error, about }, i) => html`
<li><figure>${picture(left, i, `Original of ${about}`, pngUrl)}${picture(right, i, `Reconstruction of ${about}`, pngUrl)}<figcaption><b>${error}</b> ${about}</figcaption></figure></li>`,
  )}</ul>`;
}

function picture(pictures: Pictures, i: number, alt: string, pngUrl: PngUrl): Html {
  const small = shrunk(pictures, i, PIXELS);
  return html`<img src="${pngUrl(small)}" alt="${alt}" width="${small.width}" height="${small.height}">`;
}
