import type { NdArray } from "../../../core/ndarray.ts";
import { openWorker, type Remote } from "../../engine/workers.ts";

export type MapMethod = "pca" | "tsne";

let mapper: Remote<"mapper"> | undefined;
/** The map that was requested last. The mapper cancels a map when another one is requested, so the next one waits for it. */
let last: Promise<unknown> = Promise.resolve();

/** Maps codings [n, codings] to positions [n, 2]. Returns the positions and the name of the method; two codings need no mapping. */
export async function placesOf(codings: NdArray<"float32">, method: MapMethod) {
  if (codings.shape[1] === 2) return { positions: codings, method: "their two codings" };
  mapper ??= openWorker("mapper");
  const engine = mapper;
  const mapped = last.catch(() => undefined).then(() => engine.map({ codings, method }));
  last = mapped;
  return { positions: (await mapped)!, method: method === "pca" ? "PCA" : "t-SNE" };
}
