// A scatter plot on a canvas, for the map page and the studio. See scatter.ts.
export { hasWebGl } from "./gl.ts";
export type { Look } from "./look.ts";
export { type Heard, makeScatter, type Scatter, type ScatterOptions, type ShownPart } from "./scatter.ts";
export type { Shapes } from "./scene.ts";
export type { Turn } from "./turn.ts";
