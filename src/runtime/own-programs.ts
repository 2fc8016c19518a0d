import { defaultRuntime } from "./default.ts";
import type { Program, Runtime } from "./runtime.ts";

/** How to compile a program that stays open for later calls. */
export interface OwnProgram {
  /** Runtime that compiles it; default: the fastest one on this machine. */
  readonly runtime: Runtime | undefined;
  /** Tells the graphs of one owner apart. Two graphs of a kind differ at most in the numbers. */
  readonly kind: string;
  /** Numbers that are constants in the graph. If one of them changes, the graph is compiled again. */
  readonly numbers: readonly Float32Array[];
  /** Makes the bytes of the graph's ONNX file. */
  readonly onnx: () => Uint8Array;
}

interface OpenProgram extends Pick<OwnProgram, "runtime"> {
  /** Copies of the bits, because the owner may change its arrays in place. */
  readonly bits: readonly Int32Array[];
  readonly program: Promise<Program>;
  readonly runs: Set<Promise<unknown>>;
  closed?: Promise<unknown>;
}

/** Each program has its own threads and memory. If more are open, the one that was used longest ago is closed. */
const MOST_OPEN = 16;

/** The open programs, beginning with the one that was used longest ago. They don't refer to their owners. */
const open = new Set<OpenProgram>();
const byOwner = new WeakMap<object, Map<string, OpenProgram>>();
const withoutOwner = new FinalizationRegistry<Map<string, OpenProgram>>((programs) => void closeAll(programs));

/**
 * Calls `work` with a program that belongs to an object, such as a model. Later calls with the same kind and the same numbers
 * use it again. It stays open until its numbers change, `closePrograms` is called, the owner is garbage, or many other programs
 * were used since.
 */
export async function withOwnProgram<T>(owner: object, wanted: OwnProgram, work: (program: Program) => Promise<T>): Promise<T> {
  const { program, runs } = openFor(owner, wanted);
  const run = program.then(work);
  runs.add(run);
  try {
    return await run;
  } finally {
    runs.delete(run);
  }
}

/** Closes the programs of an object, after the calls that use them, and frees their memory. A later call compiles them again. */
export async function closePrograms(owner: object): Promise<void> {
  await closeAll(byOwner.get(owner) ?? new Map());
}

function openFor(owner: object, { runtime, kind, numbers, onnx }: OwnProgram): OpenProgram {
  const programs = byOwner.get(owner) ?? programsOf(owner);
  const found = programs.get(kind);
  if (found && !found.closed && found.runtime === runtime && numbers.every((array, i) => isSame(found.bits[i]!, bitsOf(array)))) {
    open.delete(found);
    open.add(found);
    return found;
  }
  if (found) void close(found);
  const bytes = onnx();
  const made: OpenProgram = {
    runtime,
    bits: numbers.map((array) => bitsOf(array).slice()),
    program: Promise.resolve(runtime ?? defaultRuntime()).then((each) => each.compile(bytes)),
    runs: new Set(),
  };
  made.program.catch(() => close(made));
  programs.set(kind, made);
  open.add(made);
  const [oldest] = open;
  if (open.size > MOST_OPEN) void close(oldest!);
  return made;
}

function programsOf(owner: object): Map<string, OpenProgram> {
  const programs = new Map<string, OpenProgram>();
  byOwner.set(owner, programs);
  withoutOwner.register(owner, programs);
  return programs;
}

const closeAll = (programs: Map<string, OpenProgram>) => Promise.all([...programs.values()].map(close));

function close(one: OpenProgram): Promise<unknown> {
  open.delete(one);
  one.closed ??= Promise.allSettled(one.runs)
    .then(async () => (await one.program).close())
    .catch(() => undefined);
  return one.closed;
}

const bitsOf = ({ buffer, byteOffset, length }: Float32Array): Int32Array => new Int32Array(buffer, byteOffset, length);

function isSame(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}
