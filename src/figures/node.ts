export * from "./index.ts";
export { writeFigure } from "./write.node.ts";
