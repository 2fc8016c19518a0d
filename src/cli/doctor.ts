import { Command } from "commander";
import { checkMachine } from "../tasks/doctor.node.ts";
import { type CommonOptions, explain, outputOf } from "./command.ts";
import { inFlags } from "./flags.ts";

export const doctor = () =>
  new Command("doctor").action(async (options: CommonOptions) => {
    const findings = (await checkMachine()).map(({ what, ok, detail, error }) => {
      const words = typeof detail === "string" ? detail : detail.worded(inFlags);
      return { what, ok, detail: error === undefined ? words : explain(error) };
    });
    if (!options.json)
      for (const { what, ok, detail } of findings) process.stdout.write(`${ok ? "ok     " : "missing"} ${what}: ${detail}\n`);
    outputOf(options).result({ findings });
  });
