export { type GarmentOptions, garments } from "./built-in/garments.ts";
export { generate3dData, type Points3dOptions } from "./built-in/points-3d.ts";
export { checkDataset } from "./checks.ts";
export type { Dataset } from "./dataset.ts";
export type { Data, DataAtOnce, DataInParts, NestedNumbers, Numbers, ShapedNumbers } from "./given/data.ts";
export { parseIdx } from "./readers/idx.ts";
export { parseNpy, toNpy } from "./readers/npy.ts";
export { first, rows, split } from "./split.ts";
export {
  type CategoryColumn,
  type Column,
  type DateColumn,
  type FeatureGroup,
  featureGroups,
  type NumberColumn,
  type TablePreprocessing,
} from "./tables/schema/columns.ts";
export { fromFeatures, toFeatures } from "./tables/schema/features.ts";
export { rowScores, type WindowOptions, type Windows, windows } from "./windows.ts";
