/** A thread that runs `THREAD`. */
export interface Worker {
  post(message: unknown): void;
  /** Waits for the answer to the message posted before. @throws any error in the thread. */
  answer(): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Source of a worker, between a line that defines `post` and a line that calls `answer`. The first message is its work, and the
 * next ones are calls.
 */
export const THREAD = `
let own, thread;
function answer(message) {
  if (message.work) {
    const { module, memory, globals } = message.work;
    thread = message.thread;
    const words = new Int32Array(memory.buffer);
    const sleep = (address, before) => void Atomics.wait(words, address >> 2, before);
    const wake = (address) => void Atomics.notify(words, address >> 2);
    own = new WebAssembly.Instance(module, { env: { memory, sleep, wake } }).exports;
    for (const name in globals) own[name].value = globals[name];
    post(0);
  } else post(own[message.name](thread, ...message.args));
}`;
