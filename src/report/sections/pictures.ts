import { type Pictures, picturesOf } from "../../figures/picture.ts";
import { shrunk } from "../../figures/thumbnails.ts";
import type { PicturePairsValues } from "../measure/pictures.ts";
import { type Html, html } from "../page/html.ts";
import type { PngUrl } from "./section.ts";

/** Maximum number of pixels of a picture's longer side. Larger pictures are shrunk. */
const PIXELS = 96;

/** Shows each picture next to its reconstruction. Grey pictures are black on white, as in the lecture. */
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
