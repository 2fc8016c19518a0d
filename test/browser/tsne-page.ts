import { type NdArray, ndarray, Tsne, wasmRuntime } from "../../src/browser.ts";
import { rowsAndPlaces } from "./tsne-recipe.ts";

declare global {
  var mapInPage: (threads: number, count: number, iterations: number) => Promise<{ map: number[]; seconds: number }>;
}

globalThis.mapInPage = async (threads, count, iterations) => {
  const { rows, places } = rowsAndPlaces(count);
  const runtime = await wasmRuntime({ wasmPaths: "/ort/", threads });
  const tsne = new Tsne({ iterations, initialization: places });
  const began = performance.now();
  const map: NdArray<"float32"> = await tsne.fitTransform(rows, { runtime, threads });
  return { map: Array.from(ndarray("float32", map.shape, map.data).data), seconds: (performance.now() - began) / 1000 };
};
