export { cosineDecay } from "./cosine-decay.ts";
export { cosineDecayRestarts } from "./cosine-decay-restarts.ts";
export { exponentialDecay } from "./exponential-decay.ts";
export { inverseTimeDecay } from "./inverse-time-decay.ts";
export { piecewiseConstantDecay } from "./piecewise-constant-decay.ts";
export { polynomialDecay } from "./polynomial-decay.ts";
