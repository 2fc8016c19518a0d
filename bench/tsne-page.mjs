// Makes a t-SNE map in a page, for tsne.mjs. The rows come from the local server, and the library from the build.
import { parseNpy, Tsne, wasmRuntime } from "../dist/browser.js";

globalThis.mapRows = async (file, threads) => {
  const rows = parseNpy(new Uint8Array(await (await fetch(file)).arrayBuffer()), file);
  const runtime = await wasmRuntime({ wasmPaths: "/ort/", threads });
  const began = performance.now();
  const tsne = await new Tsne().fit(rows, { runtime, threads });
  return { seconds: (performance.now() - began) / 1000, divergence: tsne.klDivergence };
};
