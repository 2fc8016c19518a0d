export { aligned } from "./align.ts";
export { type Duplicates, type DuplicatesOptions, duplicates } from "./duplicates.ts";
export { type Knee, kneeOf, type SizeError } from "./knee.ts";
export { type DistanceMetric, type Neighbors, type NeighborsOptions, nearestNeighbors } from "./neighbors.ts";
export { Pca, type PcaOptions, pcaFiles, pcaFrom } from "./pca.ts";
export type { PrincipalAxes } from "./principal-axes.ts";
export { continuity, neighborAccuracy, type QualityOptions, trustworthiness } from "./quality.ts";
export { Tsne, type TsneFitOptions, type TsneOptions, type TsneProgress, type TsneTransformOptions } from "./tsne.ts";
export { Umap, type UmapFitOptions, type UmapOptions, type UmapProgress } from "./umap.ts";
