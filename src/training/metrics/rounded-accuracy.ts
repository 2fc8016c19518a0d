import { equal, round } from "../../graph/index.ts";
import { elementwise, share } from "./metric.ts";

/** Share of elements where the rounded target equals the rounded output (Géron, chapter 17). */
export const roundedAccuracy = elementwise("roundedAccuracy", (y, p) => share(equal(round(y), round(p))));
