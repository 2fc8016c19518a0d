import { cast, concat, greater, mul, reshape, sub, sum, type Tensor } from "../../graph/index.ts";
import { ofSingle } from "./metric.ts";

/** Numbers of outputs: above 0.5 with a target of 1, above 0.5 with a target of 0, and not above 0.5 with a target of 1. */
export const confusion = (name: string) =>
  ofSingle(name, (y, p) => {
    const [yes, said] = [cast(greater(y, 0), "float32"), cast(greater(p, 0.5), "float32")];
    const hits = mul(yes, said);
    return concat([hits, sub(said, hits), sub(yes, hits)].map(asOne), 0);
  });

const asOne = (x: Tensor): Tensor => reshape(sum(x), [1]);

/** A share of some cases; 0 where there are none. */
export const shareOf = (part: number, all: number): number => (all > 0 ? part / all : 0);
