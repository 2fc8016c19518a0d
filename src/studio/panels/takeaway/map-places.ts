import type { NdArray } from "../../../core/ndarray.ts";
import { openWorker, type Remote } from "../../engine/workers.ts";

export type MapMethod = "pca" | "tsne";

let mapper: Remote<"mapper"> | undefined;

/** Codings [n, codings] in the plane, and how they came there; two codings are a plane already. */
export async function placesOf(codings: NdArray<"float32">, method: MapMethod) {
  if (codings.shape[1] === 2) return { positions: codings, method: "their two codings" };
  mapper ??= openWorker("mapper");
  for (;;) {
    // Another wish ends this one: it is made again after it.
    const positions = await mapper.map({ codings, method });
    if (positions) return { positions, method: method === "pca" ? "PCA" : "t-SNE" };
  }
}
