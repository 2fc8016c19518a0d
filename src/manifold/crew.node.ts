import { Worker as Thread } from "node:worker_threads";
import { THREAD, type Worker } from "./thread.ts";

const SOURCE = `
const { parentPort } = require("node:worker_threads");
const post = (message) => parentPort.postMessage(message);${THREAD}
parentPort.on("message", answer);`;

/** Starts a thread in Node. It keeps the process alive while it is working on an answer. */
export function nodeWorker(): Worker {
  const thread = new Thread(SOURCE, { eval: true, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 2 } });
  let settle: { resolve: (answer: unknown) => void; reject: (error: Error) => void } | undefined;
  thread.on("message", (answer) => {
    thread.unref();
    settle?.resolve(answer);
  });
  thread.on("error", (error: Error) => settle?.reject(error));
  return {
    post: (message) => thread.postMessage(message),
    answer: () => {
      thread.ref();
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
    close: async () => {
      await thread.terminate();
    },
  };
}
