import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";

/** Whether Open MPI and koffi are installed. `npm test` installs Open MPI if it can (scripts/openmpi.mjs); koffi is optional. */
export const hasMpi = existsSync("node_modules/koffi") && spawnSync("mpirun", ["--version"], { stdio: "ignore" }).status === 0;

/** Starts Node as several ranks. What one rank writes is cut into lines of whole writes. */
export function startRanks(ranks: number, args: readonly string[], { cwd = process.cwd(), env = {} }: Options = {}) {
  const given = ["--allow-run-as-root", "--oversubscribe", "-n", String(ranks), process.execPath, ...args];
  const child = spawn("mpirun", given, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (part) => {
      said[name] += part;
    });
  const ended = once(child, "close").then(([status]) => ({ status: status as number | null, ...said }));
  return { child, said, ended };
}

interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}
