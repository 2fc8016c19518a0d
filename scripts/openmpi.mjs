// Finds Open MPI for the tests of distributed training. On Debian, it can install it as root.
import { spawnSync } from "node:child_process";
import { installed } from "./apt.mjs";

const hasMpi = () => spawnSync("mpirun", ["--version"], { stdio: "ignore" }).status === 0;

/** Finds Open MPI, or installs Debian's. If neither is possible, it prints what to do. */
export function bringOpenMpi() {
  if (hasMpi() || (installed("Open MPI", "openmpi-bin", "the tests of distributed training") && hasMpi())) return;
  console.error(
    "Open MPI isn't installed, so the tests of distributed training are skipped. Install it (apt install openmpi-bin).",
  );
}
