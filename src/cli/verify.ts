import { Command } from "commander";
import { verifyModel } from "../tasks/verify.node.ts";
import { type CommonOptions, outputOf, stopOnSignals } from "./command.ts";
import { inFlags } from "./flags.ts";
import { schemaOption } from "./schema-options.ts";

const EXIT_CODES = { same: 0, different: 1, unverifiable: 2 } as const;

export const verify = () =>
  new Command("verify")
    .argument("<model>", "model folder that codings train or codings check --save has saved")
    .argument("[data]", "training data (default: the path in the model folder)")
    .addOption(schemaOption("query"))
    .addHelpText(
      "after",
      "\nThe exit code is 0 if the new model is the same, 1 if a file, the data or a weight differs, and 2 if the model can't be verified.",
    )
    .action(run);

async function run(model: string, data: string | undefined, options: CommonOptions & { query?: string }): Promise<void> {
  const output = outputOf(options);
  const stop = stopOnSignals(output, "Stopping.");
  const verified = await verifyModel(model, data, {
    query: options.query,
    ...output.tell,
    signal: stop.signal,
    words: inFlags,
  }).finally(stop.release);
  const { outcome, why, files, data: digest, changed, unknown } = verified;
  const whole = Object.values(files).filter((state) => state === "whole").length;
  if (!options.json)
    process.stdout.write(
      [
        ...(whole > 0 ? [`Files: ${whole} of ${Object.keys(files).length} are as they were saved.`] : []),
        ...(digest ? [`Data: ${digest === "same" ? "the same as in the training" : "not the same as in the training"}.`] : []),
        ...changed.map(({ name, saved, now }) => `Changed: ${name} was ${saved} in the training, and is ${now} now.`),
        ...(unknown.length > 0 ? [`Not in the folder: ${unknown.join(", ")}.`] : []),
        outcome === "unverifiable" ? `This model can't be verified. ${why}` : why,
        "",
      ].join("\n"),
    );
  output.result({ model, ...verified });
  process.exitCode = EXIT_CODES[outcome];
}
