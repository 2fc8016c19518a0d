// A worker thread of the checks imports this file with the name of an estimator: "estimators.worker.mjs?Pca".
import * as codings from "codings";
import * as layers from "codings/layers";
import * as models from "codings/models";
import { estimatorsOf } from "./estimators.mjs";

export const { make, fit } = estimatorsOf({ ...layers, ...models, ...codings })[new URL(import.meta.url).search.slice(1)];
