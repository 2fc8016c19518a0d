import { families } from "../../autoencoders/index.ts";
import { DataError, OptionError } from "../../core/errors.ts";
import type { NdArray } from "../../core/ndarray.ts";
import { checkDataset } from "../../data/checks.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DroppedFile } from "../../data/dropped.ts";
import { labelsIn } from "../../data/labels.ts";
import { parseNpy } from "../../data/readers/npy.ts";
import type { Machine, MachineFile, MachineModel } from "../server/machine.node.ts";
import { fetchWithToken } from "./token.ts";

export type { Machine, MachineFile, MachineModel, MachineSet } from "../server/machine.node.ts";

/** The beginning of the names of the machine's datasets in settings, such as "machine:mnist". */
export const MACHINE = "machine:";

/**
 * Returns the models and files that `codings studio` offers, or undefined if the page comes from another server. A meta element of the page says
 * whether the server offers any, because a failed request would show an error in the browser's console.
 * @throws OptionError if the server doesn't accept the page's token.
 */
export async function lookForMachine(): Promise<Machine | undefined> {
  const at = document.querySelector<HTMLMetaElement>('meta[name="codings-machine"]')?.content;
  if (!at) return undefined;
  const response = await fetchWithToken(at).catch(() => undefined);
  if (response?.status === 401)
    throw new OptionError(
      `The models and files of this folder aren't shown, because this address doesn't have the token of "codings studio". Open the address that it printed when it started.`,
    );
  if (!response?.ok) return undefined;
  const machine = (await response.json()) as Machine;
  return { ...machine, models: machine.models.filter(({ family }) => Object.hasOwn(families, family)) };
}

/** Returns a data file of the machine as a dropped file. */
export const machineFile = ({ path, size }: MachineFile): DroppedFile => ({
  path: path.replace(/^.*[\\/]/, ""),
  size,
  bytes: () => bytesOf(`api/file?${new URLSearchParams({ path })}`, path),
});

/** Returns a model folder of the machine as dropped files. */
export const machineModel = ({ path, files }: MachineModel): DroppedFile[] =>
  files.map((file) => ({
    path: `${path.replace(/^.*[\\/]/, "")}/${file}`,
    size: 0,
    bytes: () => bytesOf(`api/model?${new URLSearchParams({ path, file })}`, `${path}/${file}`),
  }));

/** Returns a whole dataset of the machine. @param data its name in settings. @throws OptionError if the machine doesn't have it. */
export async function machineSet(machine: Machine | undefined, data: string): Promise<Dataset> {
  const name = data.slice(MACHINE.length);
  const set = machine?.sets.find((one) => one.name === name);
  if (!set)
    throw new OptionError(
      `The whole dataset ${name} isn't on this computer. Run "codings studio" on a computer that has it, or choose other data.`,
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

/** Finds the data that a model was trained on: a dataset, or a file; undefined if the machine doesn't have it. @param trainedOn name of that data. */
export function dataOf(
  machine: Machine | undefined,
  trainedOn: string,
): { readonly set: string } | { readonly file: MachineFile } | undefined {
  const plain = trainedOn.replace(/^(\.\/)+/, "");
  const file = machine?.files.find(({ path }) => path === plain);
  if (file) return { file };
  const name = trainedOn.replace(/^machine:/, "");
  return machine?.sets.some((set) => set.name === name) ? { set: `${MACHINE}${name}` } : undefined;
}

async function bytesOf(address: string, what: string): Promise<Uint8Array> {
  // A transfer that breaks off also counts as failed.
  const bytes = await fetchWithToken(address)
    .then((response) => (response.ok ? response.arrayBuffer() : undefined))
    .catch(() => undefined);
  if (!bytes)
    throw new DataError(
      `${what} can't be read from this computer. Check that the file still exists and that "codings studio" is still running. If it was started again, open the address that it printed.`,
    );
  return new Uint8Array(bytes);
}
