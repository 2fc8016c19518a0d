import { families } from "../../autoencoders/index.ts";
import { DataError, OptionError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { checkDataset } from "../../data/checks.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DroppedFile } from "../../data/dropped.ts";
import { labelsIn } from "../../data/labels.ts";
import { parseNpy } from "../../data/readers/npy.ts";
import type { Machine, MachineFile, MachineModel } from "../server/machine.node.ts";

export type { Machine, MachineFile, MachineModel, MachineSet } from "../server/machine.node.ts";

/** What a known set of the machine is called in settings: "machine:mnist". */
export const MACHINE = "machine:";

/**
 * What `codings studio` has of the machine; undefined where the page comes from another server. That isn't asked for it, as a browser's console would have
 * an error of it: the page itself says whether there is something to ask for.
 */
export async function lookForMachine(): Promise<Machine | undefined> {
  const at = document.querySelector<HTMLMetaElement>('meta[name="codings-machine"]')?.content;
  if (!at) return undefined;
  try {
    const machine = (await (await fetch(new URL(at, document.baseURI))).json()) as Machine;
    return { ...machine, models: machine.models.filter(({ family }) => Object.hasOwn(families, family)) };
  } catch {
    return undefined;
  }
}

/** A data file of the machine, as if it had been dropped. */
export const machineFile = ({ path, size }: MachineFile): DroppedFile => ({
  path: path.replace(/^.*[\\/]/, ""),
  size,
  bytes: () => bytesOf(`api/file?${new URLSearchParams({ path })}`, path),
});

/** A model's folder, as if it had been dropped. */
export const machineModel = ({ path, files }: MachineModel): DroppedFile[] =>
  files.map((file) => ({
    path: `${path.replace(/^.*[\\/]/, "")}/${file}`,
    size: 0,
    bytes: () => bytesOf(`api/model?${new URLSearchParams({ path, file })}`, `${path}/${file}`),
  }));

/** A known set of the machine, whole. @param data its name in settings. @throws OptionError where the machine hasn't got it. */
export async function machineSet(machine: Machine | undefined, data: string): Promise<Dataset> {
  const name = data.slice(MACHINE.length);
  const set = machine?.sets.find((one) => one.name === name);
  if (!set)
    throw new OptionError(
      `${name} isn't here whole. Open the page with "codings studio" on a machine that has it, or choose other data.`,
    );
  const array = async (of: string) => parseNpy(await bytesOf(`api/data/${name}/${of}.npy`, name), name);
  const [examples, labels] = await Promise.all([array("examples"), array("labels")]);
  return checkDataset({
    name,
    examples: examples as NdArray<"uint8">,
    labels: labels.dtype === "uint8" ? (labels as NdArray<"uint8">) : labelsIn(labels, name),
    ...(set.classes && { classes: set.classes }),
  });
}

/** Where a model's own data is: the data of settings, or a file; undefined where the machine hasn't got it. @param told what the model was trained on. */
export function dataOf(
  machine: Machine | undefined,
  told: string,
): { readonly set: string } | { readonly file: MachineFile } | undefined {
  const plain = told.replace(/^(\.\/)+/, "");
  const file = machine?.files.find(({ path }) => path === plain);
  if (file) return { file };
  const name = told.replace(/^machine:/, "");
  return machine?.sets.some((set) => set.name === name) ? { set: `${MACHINE}${name}` } : undefined;
}

async function bytesOf(address: string, what: string): Promise<Uint8Array> {
  // A transfer that breaks off counts as failed too.
  const bytes = await fetch(new URL(address, document.baseURI))
    .then((response) => (response.ok ? response.arrayBuffer() : undefined))
    .catch(() => undefined);
  if (!bytes)
    throw new DataError(
      `${what} can't be read from the machine. Look whether "codings studio" still runs and the file is still there.`,
    );
  return new Uint8Array(bytes);
}
