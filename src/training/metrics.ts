import { abs, argMax, cast, equal, reduceMean, reshape, round, square, sub, type Tensor } from "../graph/index.ts";

/** The mean over a batch of some measure of targets and outputs. */
export type Metric = (targets: Tensor, outputs: Tensor) => Tensor;

const share = (holds: Tensor): Tensor => reduceMean(cast(holds, "float32"));

export const metrics = {
  /** Share of examples whose largest output is the class: of labels [batch] as of one-hot rows. */
  accuracy: (y, p) => {
    const classes =
      y.shape.length === p.shape.length && y.shape[1] !== 1 ? argMax(y) : reshape(cast(y, "float32"), [p.shape[0]!]);
    return share(equal(classes, argMax(p)));
  },
  /** Share of elements where the rounded target equals the rounded output (Géron, chapter 17). */
  roundedAccuracy: (y, p) => share(equal(round(y), round(p))),
  mse: (y, p) => reduceMean(square(sub(p, y))),
  mae: (y, p) => reduceMean(abs(sub(p, y))),
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
