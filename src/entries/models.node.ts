export { loadModelFolder, saveModelFolder } from "../models/folder.node.ts";
export * from "../models/index.ts";
