import type { Autoencoder } from "../autoencoders/autoencoder.ts";
import type { Dataset } from "../data/dataset.ts";
import { openDataset } from "../data/open.node.ts";
import { type CommonOptions, outputOf, wantedOf } from "./command.ts";

/** DATA as a trained autoencoder takes it: of a table, the columns that it learned from as they were then. */
export const openFor = (
  { settings: { table } }: Autoencoder,
  data: string,
  options: CommonOptions & { readonly part: "train" | "test"; readonly query?: string },
): Promise<Dataset> =>
  openDataset(data, {
    ...wantedOf(options),
    ...(table && {
      table: { preprocessing: table, warn: outputOf(options).say, ...(options.query !== undefined && { query: options.query }) },
    }),
  });
