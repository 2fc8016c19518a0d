// A program that saves models, for tests in which other processes read them at the same time. Usage: node saver.mjs FOLDER FIRST
// COUNT [KILLED_AT].
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { dense } from "../layers/index.ts";
import { saveModelFolder } from "./folder.node.ts";
import { sequential } from "./sequential.ts";

/** Saves a model whose weights, seed and loss are all the given number. */
export async function saveNumber(folder: string, number: number): Promise<void> {
  const model = sequential([dense(40, { inputShape: [30] }), dense(5)]);
  model.setWeights(model.getWeights().map((array) => ({ ...array, data: array.data.map(() => number) })));
  const config = { family: "sequential", inputDtype: "float32", seed: number, versions: {}, options: {}, metrics: {} } as const;
  const history = [{ epoch: 1, loss: number, seconds: 1, examplesPerSecond: 1, learningRate: 1 }];
  await saveModelFolder(folder, { model, config, history, card: `# ${number}\n` });
}

/** Ends this process as kill -9 does, just before the given call (counted from 1) among those that change the folder. */
function killAt(call: number): void {
  let calls = 0;
  for (const name of ["mkdirSync", "renameSync", "rmSync", "rmdirSync", "writeFileSync"] as const) {
    const own = fs[name] as (...given: unknown[]) => unknown;
    Object.assign(fs, {
      [name]: (...given: unknown[]) => {
        if (++calls === call) process.kill(process.pid, "SIGKILL");
        return own(...given);
      },
    });
  }
  syncBuiltinESMExports();
}

if (process.argv[1]?.endsWith("saver.mjs")) {
  const [folder = "", first = "1", count = "1", killedAt] = process.argv.slice(2);
  if (killedAt) killAt(Number(killedAt));
  process.stdout.write("saving\n");
  for (let number = Number(first); number < Number(first) + Number(count); number++) await saveNumber(folder, number);
}
