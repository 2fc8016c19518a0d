import type { Runtime } from "../../runtime/runtime.ts";
import { alike, findings, unscaled } from "../doctor.ts";
import { storeWeights } from "../weights.ts";
import type { TrainOptions } from "./options.ts";
import type { Standing } from "./standing.ts";

/** Reports warnings about the data and the model to `warn`, each of them once. */
export function healthOf(runtime: Runtime, { model, losses, data, warn }: TrainOptions) {
  if (!warn) return undefined;
  const said = new Set<string>();
  const same = alike(data.examples);
  return {
    checkData() {
      const ofData = losses.flatMap(({ loss }, i) => unscaled(loss, data.examples, data.targets[i]!));
      for (const finding of [...same, ...ofData]) warn(String(finding), finding);
    },
    async checkModel({ arrays }: Standing, atEnd: boolean) {
      // With equal examples, units that never change don't show a problem of the model.
      if (same.length > 0) return;
      storeWeights(model, arrays);
      for (const finding of await findings(runtime, model, data, atEnd)) {
        const line = String(finding);
        if (!said.has(line)) warn(line, finding);
        said.add(line);
      }
    },
  };
}
