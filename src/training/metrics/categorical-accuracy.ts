import { argMax, equal } from "../../graph/index.ts";
import { elementwise, shareOf } from "./metric.ts";

/** Share of examples whose largest output is that of the class, for one-hot targets. */
export const categoricalAccuracy = shareOf(elementwise("categoricalAccuracy", (y, p) => equal(argMax(y), argMax(p))));
