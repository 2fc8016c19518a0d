import { argMax, equal } from "../../graph/index.ts";
import { elementwise, share } from "./metric.ts";

/** Share of examples whose largest output is that of the class, for one-hot targets. */
export const categoricalAccuracy = elementwise("categoricalAccuracy", (y, p) => share(equal(argMax(y), argMax(p))));
