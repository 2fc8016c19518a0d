export { binaryCrossentropy } from "./binary-crossentropy.ts";
export { categoricalCrossentropy } from "./categorical-crossentropy.ts";
export { huber } from "./huber.ts";
export { mae } from "./mae.ts";
export { mse } from "./mse.ts";
export { sparseCategoricalCrossentropy } from "./sparse-categorical-crossentropy.ts";
