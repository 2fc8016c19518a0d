import { Command } from "commander";
import { lookUp } from "../core/suggest.ts";
import { datasets } from "../data/open.node.ts";
import { type CommonOptions, outputOf } from "./command.ts";
import { describe } from "./table-describe.ts";

export const data = () =>
  new Command("data")
    .action((_options: unknown, command: Command) => command.outputHelp())
    .addCommand(
      new Command("list")
        .description("list the built-in datasets with their sources and licences")
        .action((_options: unknown, command: Command) => {
          const options = command.optsWithGlobals<CommonOptions>();
          const rows = Object.entries(datasets).map(([name, { description, source, licence }]) => ({
            name,
            description,
            source,
            licence,
          }));
          if (!options.json)
            for (const row of rows)
              process.stdout.write(`${row.name.padEnd(14)} ${row.description} (${row.source}; ${row.licence})\n`);
          outputOf(options).result({ datasets: rows });
        }),
    )
    .addCommand(
      new Command("fetch")
        .description("download a built-in dataset unless it is already stored, and verify its checksums")
        .argument("<name>", "name of the dataset")
        .action(async (name: string, _options: unknown, command: Command) => {
          const output = outputOf(command.optsWithGlobals<CommonOptions>());
          const dataset = lookUp("dataset", name, datasets);
          const where = await dataset.fetch((file, received, total) =>
            output.live(`${file}: ${((100 * received) / total).toFixed(0)} %`),
          );
          output.say(`${name}: ${where}`);
          output.result({ name, where });
        }),
    )
    .addCommand(describe());
