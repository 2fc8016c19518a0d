import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { isUnderMpi, openMpiLibrary, ranksHere } from "./mpi-library.node.ts";

it("notices that a launcher has started several processes", () => {
  expect(isUnderMpi({})).toBe(false);
  expect(isUnderMpi({ OMPI_COMM_WORLD_SIZE: "2" })).toBe(true);
  expect(isUnderMpi({ PMI_SIZE: "4" })).toBe(true);
  expect(isUnderMpi({ PMI_SIZE: "1" })).toBe(false);
  expect(isUnderMpi({ PMIX_RANK: "0", SLURM_NTASKS: "8" })).toBe(true);
  expect(isUnderMpi({ PMIX_RANK: "0", SLURM_NTASKS: "1" })).toBe(false);
  expect(ranksHere({ OMPI_COMM_WORLD_LOCAL_SIZE: "3" })).toBe(3);
  expect(ranksHere({})).toBe(1);
});

it.skipIf(!existsSync("node_modules/koffi"))("says what to install if there is no library (needs koffi)", async () => {
  await expect(openMpiLibrary({ CODINGS_MPI: "/nowhere/libmpi.so" })).rejects.toThrow(
    "CODINGS_MPI is /nowhere/libmpi.so, which can't be loaded. Set it to the path of libmpi.so.40 or libmpi_abi.so.1.",
  );
});
