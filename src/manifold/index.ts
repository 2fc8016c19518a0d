export { Pca, type PcaOptions } from "./pca.ts";
export type { PrincipalAxes } from "./principal-axes.ts";
