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

/** How to get a built-in dataset in Node. */
interface Opening {
  /** The checksums of its files, if it has files. */
  readonly checksums?: { readonly algorithm: "sha256" | "md5"; readonly files: Readonly<Record<string, string>> };
  /** The names of the classes, if they aren't numbers. Generated datasets have none here. */
  readonly classes?: readonly string[];
  /** Whether its files are on this machine, so that opening it downloads nothing. */
  isHere?(): Promise<boolean>;
  open(options?: BuiltInOptions): Promise<Dataset>;
  /** Downloads the dataset if it isn't on this machine, and returns a sentence about where it is. */
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
      return "all four files are present and their checksums are correct";
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
  fetch: async () => "nothing to download: it is generated",
});

/** The built-in datasets by name, each with its way to open it in Node. */
export const datasets: Readonly<Record<string, NamedDataset>> = Object.fromEntries(
  Object.entries(builtIn).map(([name, known]) => [name, { ...known, ...(fromFiles[name] ?? generated(known)) }]),
);
