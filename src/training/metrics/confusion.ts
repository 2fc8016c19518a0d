import { cast, concat, greater, mul, reshape, sub, sum, type Tensor } from "../../graph/index.ts";
import { ofSingle } from "./metric.ts";

/** Counts outputs above 0.5 with a target of 1, outputs above 0.5 with a target of 0, and other outputs with a target of 1. */
export const confusion = (name: string) =>
  ofSingle(name, (y, p) => {
    const [yes, said] = [cast(greater(y, 0), "float32"), cast(greater(p, 0.5), "float32")];
    const hits = mul(yes, said);
    return concat([hits, sub(said, hits), sub(yes, hits)].map(asOne), 0);
  });

const asOne = (x: Tensor): Tensor => reshape(sum(x), [1]);

/** Returns a part as a share of all, or 0 if there are none. */
export const shareOf = (part: number, all: number): number => (all > 0 ? part / all : 0);
