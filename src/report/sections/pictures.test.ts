import { parseHTML } from "linkedom";
import sharp from "sharp";
import { expect, it } from "vitest";
import { ndarray } from "../../core/ndarray.ts";
import { floats } from "../../figures/parsed.fixture.ts";
import { pngUrl } from "../../figures/sprite-sheet.node.ts";
import { picturePairs } from "./pictures.ts";

const captions = [0, 1].map((i) => ({ error: `0.${i}`, about: `row ${i}, label "<b>"` }));
const imagesOf = (side: number) => {
  const originals = ndarray(
    "uint8",
    [2, side, side],
    Uint8Array.from({ length: 2 * side * side }, (_, i) => i % 251),
  );
  const made = picturePairs({ originals, reconstructions: floats([2, side, side], () => 0.5), captions }, pngUrl);
  return { originals, images: [...parseHTML(`<body>${made.markup}</body>`).document.querySelectorAll("img")] };
};
const pixelsOf = async (image: Element) =>
  sharp(Buffer.from(image.getAttribute("src")!.split(",")[1]!, "base64"))
    .raw()
    .toBuffer({ resolveWithObject: true });

it("each picture is a PNG with alternative text, and the original comes before its reconstruction", async () => {
  const { originals, images } = imagesOf(5);
  expect(images.map((image) => image.getAttribute("alt"))).toEqual(
    [0, 1].flatMap((i) => [`Original of row ${i}, label "<b>"`, `Reconstruction of row ${i}, label "<b>"`]),
  );
  const { data, info } = await pixelsOf(images[2]!);
  expect([info.width, info.height]).toEqual([5, 5]);
  const grey = Array.from({ length: 25 }, (_, i) => data[i * info.channels]);
  expect(grey).toEqual([...originals.data.subarray(25)]);
});

it("large pictures are shrunk", async () => {
  const { info } = await pixelsOf(imagesOf(200).images[0]!);
  expect(info.width).toBeLessThanOrEqual(96);
});
