import { autoencoderFiles } from "../../src/autoencoders/index.ts";
import { garments, StackedAutoencoder, wasmRuntime } from "../../src/browser.ts";
import { report } from "../../src/entries/report.ts";
import { pngOf } from "../../src/figures/png.ts";
import { zipModel } from "../../src/studio/takeaway/zip.ts";
import type { EpochLog } from "../../src/training/index.ts";
import { allFigures } from "./figures-recipe.ts";
import { reported } from "./report-recipe.ts";

declare global {
  var zipInPage: () => Promise<{ zip: string; codings: number[]; history: readonly EpochLog[] }>;
  var pngInPage: (name: string, scale?: number) => Promise<{ png: string; width: number; height: number }>;
  var reportInPage: () => Promise<{ html: string; zip: string }>;
  var hugeInPage: () => Promise<string>;
}

/** Encodes bytes as base64, because a list of numbers is slow to transfer to the test. */
const bytesOf = async (blob: Blob) => {
  const reader = new FileReader();
  await new Promise((resolve) => {
    reader.onload = resolve;
    reader.readAsDataURL(blob);
  });
  return (reader.result as string).replace(/^.*,/, "");
};
const messageOf = (error: unknown) => (error as Error).message;

/** Trains a model in the page, and returns it as a zip with its codings of some garments. */
globalThis.zipInPage = async () => {
  const runtime = await wasmRuntime({ wasmPaths: "/ort/", threads: 1 });
  const { examples } = garments({ count: 100 });
  const autoencoder = new StackedAutoencoder({ codings: 4, hidden: [16] });
  const { history } = await autoencoder.fit(examples, { runtime, epochs: 2, validation: examples });
  const codings = await autoencoder.transform(examples, { runtime });
  return {
    zip: await bytesOf(new Blob([zipModel("of a page", autoencoderFiles(autoencoder))])),
    codings: [...codings.data],
    history,
  };
};

globalThis.pngInPage = async (name, scale) => {
  const { [name]: figure } = allFigures();
  return { png: await bytesOf(await pngOf(figure!, scale)), width: figure!.width, height: figure!.height };
};

globalThis.reportInPage = async () => {
  const { autoencoder, dataset, options } = await reported(await wasmRuntime({ wasmPaths: "/ort/", threads: 1 }));
  const { html } = await report(autoencoder, dataset, options);
  return { html, zip: await bytesOf(new Blob([zipModel("reported", autoencoderFiles(autoencoder))])) };
};

globalThis.hugeInPage = () => pngOf(allFigures().small!, 1000).then(() => "drawn", messageOf);
