import { CodingsError } from "../core/errors.ts";

/** The part of koffi that is used. */
interface Koffi {
  load(
    library: string,
    options: Readonly<Record<string, boolean>>,
  ): { func(declaration: string): unknown; symbol(name: string, type: string): unknown };
}

/** A function of the library. Those of MPI return 0, or the number of an error. */
type Call = (...args: readonly unknown[]) => number;

/** An MPI library, with the functions and constants that are used. */
export interface MpiLibrary {
  readonly name: string;
  /** Returns a function of the library, from its declaration in C. */
  readonly call: (declaration: string) => Call;
  /** Constants that stand for the world of all ranks, element types, the sum, and the way in which errors are reported. */
  readonly world: unknown;
  readonly float: unknown;
  readonly double: unknown;
  readonly sum: unknown;
  readonly errorsReturn: unknown;
}

/** Address that stands for "the result replaces the argument". */
export const IN_PLACE = 1;

/** Libraries by their names on Linux and macOS. Open MPI's constants are symbols, those of the MPI-5 ABI are numbers. */
const OPEN_MPI = ["libmpi.so.40", "libmpi.40.dylib"];
const ABI = ["libmpi_abi.so.1", "libmpi_abi.so.0", "libmpi_abi.dylib"];

const HOW_TO_INSTALL =
  "Install Open MPI (apt install openmpi-bin; brew install open-mpi) or MPICH 5, or set CODINGS_MPI to the path of libmpi.so.40 or libmpi_abi.so.1";

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns whether a launcher, such as mpirun or srun, started this process as one of several. */
export const isUnderMpi = (env: Environment = process.env): boolean =>
  env.OMPI_COMM_WORLD_SIZE !== undefined ||
  Number(env.PMI_SIZE) > 1 ||
  (env.PMIX_RANK !== undefined && Number(env.SLURM_NTASKS) > 1);

/** Returns the number of ranks on this machine, as the launcher tells it; 1 if it doesn't. */
export const ranksHere = (env: Environment = process.env): number =>
  Number(env.OMPI_COMM_WORLD_LOCAL_SIZE ?? env.MPI_LOCALNRANKS ?? env.SLURM_NTASKS_PER_NODE) || 1;

/**
 * Loads koffi and an MPI library: the one in CODINGS_MPI, or that of the launcher.
 * @throws CodingsError that says what to install.
 */
export async function openMpiLibrary(env: Environment = process.env): Promise<MpiLibrary> {
  // The package may be missing, so neither TypeScript nor a bundler must look up its name.
  const wanted: string = "koffi";
  const { default: koffi } = await (import(wanted) as Promise<{ readonly default: Koffi }>).catch((error: unknown) => {
    throw new CodingsError(
      `Distributed training needs the package koffi, which can't be loaded (${(error as Error).message.split("\n")[0]}). Run npm install koffi.`,
    );
  });
  const given = env.CODINGS_MPI;
  const isOpenMpi = env.OMPI_COMM_WORLD_SIZE !== undefined || env.PMI_SIZE === undefined;
  const names = given !== undefined ? [given] : isOpenMpi ? [...OPEN_MPI, ...ABI] : [...ABI, ...OPEN_MPI];
  for (const name of names) {
    const library = loaded(() => koffi.load(name, { global: true, lazy: true }));
    if (!library) continue;
    const call = (declaration: string) => library.func(declaration) as Call;
    const hasSymbols = loaded(() => library.symbol("ompi_mpi_comm_world", "void *")) !== undefined;
    const constant = (symbol: string, number: number): unknown =>
      hasSymbols ? library.symbol(`ompi_mpi_${symbol}`, "void *") : number;
    return {
      name: `${hasSymbols ? "Open MPI" : "MPI-5 ABI"} (${name})`,
      call,
      world: constant("comm_world", 0x101),
      float: constant("float", 0x210),
      double: constant("double", 0x214),
      sum: constant("op_sum", 0x21),
      errorsReturn: constant("errors_return", 0x143),
    };
  }
  throw new CodingsError(
    given === undefined
      ? `Distributed training needs an MPI library, but there is none (${names.join(", ")}). ${HOW_TO_INSTALL}.`
      : `CODINGS_MPI is ${given}, which can't be loaded. Set it to the path of libmpi.so.40 or libmpi_abi.so.1.`,
  );
}

function loaded<T>(load: () => T): T | undefined {
  try {
    return load();
  } catch {
    return undefined;
  }
}
