export * from "./index.ts";
export { type MapColumn, type MapPageOptions, mapPage } from "./map-page.node.ts";
export { writeFigure } from "./write.node.ts";
