import { argMax, equal } from "../../graph/index.ts";
import { elementwise, shareOf } from "./metric.ts";

/**
 * Computes the share of examples whose largest output is that of their class, for one-hot targets.
 * @example
 * model.compile({ loss: "categoricalCrossentropy", metrics: ["categoricalAccuracy"] });
 */
export const categoricalAccuracy = shareOf(elementwise("categoricalAccuracy", (y, p) => equal(argMax(y), argMax(p))));
