export { adam } from "./adam.ts";
export { adamW } from "./adam-w.ts";
export { nadam } from "./nadam.ts";
export { rmsprop } from "./rmsprop.ts";
export { sgd } from "./sgd.ts";
