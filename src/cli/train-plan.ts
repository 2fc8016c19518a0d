import { flagOf, typedValue } from "../recipes/command-line.ts";
import { plan } from "../tasks/plan.node.ts";
import { plannedOptions } from "../tasks/plan-reasons.ts";
import type { TrainOptions } from "../tasks/train.ts";
import { type CommonOptions, outputOf } from "./command.ts";
import { inFlags } from "./flags.ts";

/** Prints the value of each option of a training, and the reason for it. */
export async function sayPlan(data: string, options: TrainOptions, common: CommonOptions): Promise<void> {
  const output = outputOf(common);
  const { recipe, values, reasons } = await plan(data, { ...options, words: inFlags, onNote: output.say });
  const { table: _, ...told } = recipe;
  output.result({ data, values, options: told, reasons });
  if (common.json) return;
  const isAuto = options.codings === "auto";
  const lines = plannedOptions(recipe).map(([name, value]) => [
    flagOf(name),
    name === "codings" && isAuto ? "auto" : value === true ? "" : typedValue(name, rounded(value)),
    reasons[name]!,
  ]);
  process.stdout.write(`${aligned([["option", "value", "why"], ...lines])}\n`);
}

const rounded = (value: unknown) => (typeof value === "number" ? Number(value.toPrecision(6)) : value);

/** Formats rows of texts as aligned columns. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
