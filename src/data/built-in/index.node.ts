import type { Dataset } from "../dataset.ts";
import {
  fashionChecksums,
  fashionClasses,
  fashionMnist,
  fetchFashionMnist,
  isFashionMnistHere,
  type OnProgress,
} from "./fashion-mnist.node.ts";
import { type BuiltIn, type BuiltInOptions, builtIn } from "./index.ts";
import { isMnistHere, mnist, mnistChecksums } from "./mnist.node.ts";

/** How a built-in dataset is had in Node. */
interface Opening {
  /** Checksums of its files, if it has files. */
  readonly checksums?: { readonly algorithm: "sha256" | "md5"; readonly files: Readonly<Record<string, string>> };
  /** The classes' names, where they aren't their numbers; none of what is generated. */
  readonly classes?: readonly string[];
  /** Tells whether its files are on this machine, so that opening it downloads nothing. */
  isHere?(): Promise<boolean>;
  open(options?: BuiltInOptions): Promise<Dataset>;
  /** Makes sure that it is on this machine, and says in words where. */
  fetch(onProgress?: OnProgress): Promise<string>;
}

export type NamedDataset = BuiltIn & Opening;

const fromFiles: Readonly<Record<string, Opening>> = {
  mnist: {
    checksums: { algorithm: "sha256", files: mnistChecksums },
    isHere: isMnistHere,
    open: ({ part } = {}) => mnist(part),
    fetch: async () => {
      for (const part of ["train", "test"] as const) await mnist(part);
      return "all four files are here, checksums verified";
    },
  },
  "fashion-mnist": {
    checksums: { algorithm: "md5", files: fashionChecksums },
    classes: fashionClasses,
    isHere: isFashionMnistHere,
    open: ({ part } = {}) => fashionMnist(part),
    fetch: (onProgress) => fetchFashionMnist({ onProgress }),
  },
};

const generated = ({ generate }: BuiltIn): Opening => ({
  open: async (options) => generate!(options),
  fetch: async () => "nothing to fetch: it is generated",
});

/** The built-in datasets by their names, each with how to open it. */
export const datasets: Readonly<Record<string, NamedDataset>> = Object.fromEntries(
  Object.entries(builtIn).map(([name, known]) => [name, { ...known, ...(fromFiles[name] ?? generated(known)) }]),
);
