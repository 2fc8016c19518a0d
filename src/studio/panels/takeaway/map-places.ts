import type { NdArray } from "../../../core/ndarray.ts";
import { openWorker, type Remote } from "../../engine/workers.ts";

export type MapMethod = "pca" | "tsne";

let mapper: Remote<"mapper"> | undefined;

/** Maps codings [n, codings] to positions [n, 2]. Returns the positions and the name of the method; two codings need no mapping. */
export async function placesOf(codings: NdArray<"float32">, method: MapMethod) {
  if (codings.shape[1] === 2) return { positions: codings, method: "their two codings" };
  mapper ??= openWorker("mapper");
  for (;;) {
    // A later request cancels this one, which is then repeated.
    const positions = await mapper.map({ codings, method });
    if (positions) return { positions, method: method === "pca" ? "PCA" : "t-SNE" };
  }
}
