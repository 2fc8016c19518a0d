export { type MapColumn, type MapPageOptions, mapPage } from "../explorer/map-page.node.ts";
export * from "../figures/index.ts";
export { writeFigure } from "../figures/write.node.ts";
