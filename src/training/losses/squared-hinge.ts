import { square } from "../../graph/index.ts";
import { hinge } from "./hinge.ts";
import { loss } from "./loss.ts";

/** max(1 - y · p, 0)², for targets as `hinge` takes them. */
export const squaredHinge = loss((y, p) => square(hinge(y, p)), { targets: "signs" });
