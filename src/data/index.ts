export { checkDataset } from "./checks.ts";
export type { Dataset } from "./dataset.ts";
export { type GarmentOptions, garments } from "./garments.ts";
export { parseIdx } from "./idx.ts";
export { parseNpy, toNpy } from "./npy.ts";
export { generate3dData, type Points3dOptions } from "./points-3d.ts";
export { first, rows, split } from "./split.ts";
export {
  type CategoryColumn,
  type Column,
  type DateColumn,
  type FeatureGroup,
  featureGroups,
  type NumberColumn,
  type TablePreprocessing,
} from "./tables/columns.ts";
export { fromFeatures, toFeatures } from "./tables/features.ts";
export { rowScores, type WindowOptions, type Windows, windows } from "./windows.ts";
