export { checkDataset } from "./checks.ts";
export type { Dataset } from "./dataset.ts";
export { garments } from "./garments.ts";
export { parseIdx } from "./idx.ts";
export { parseNpy, toNpy } from "./npy.ts";
export { rows, split } from "./split.ts";
