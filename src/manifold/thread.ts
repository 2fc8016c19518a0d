/** A thread that `THREAD` runs in. */
export interface Worker {
  post(message: unknown): void;
  /** What it answers to the message posted before. @throws what went wrong in it. */
  answer(): Promise<unknown>;
  close(): Promise<void>;
}

/** What a worker runs, between a line that defines `post` and one that calls `answer`: first it is given its work, then calls. */
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
