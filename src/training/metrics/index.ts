export { accuracy } from "./accuracy.ts";
export { mae } from "./mae.ts";
export { mse } from "./mse.ts";
export { roundedAccuracy } from "./rounded-accuracy.ts";
