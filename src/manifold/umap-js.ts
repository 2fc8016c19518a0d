// The library is a CommonJS package. Bundlers find its names only if it is imported statically.
export { UMAP } from "umap-js";
