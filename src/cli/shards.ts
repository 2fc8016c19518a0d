import type { Command } from "commander";
import { counted } from "../core/words.ts";
import { mergeShards } from "../tasks/merge-shards.node.ts";
import type { ShardManifest } from "../tasks/shard-manifest.node.ts";
import type { Output } from "./command.ts";

/** Values of the options for shards. */
export interface ShardFlags {
  readonly shard?: string;
  readonly merge?: string;
}

/** Adds the options to work on some of many files, and to put the results together. */
export function withShards(command: Command): Command {
  return (
    command
      .option(
        "--shard <i/n>",
        "work on every n-th file that matches DATA, from the i-th one on, and write a folder of results into the folder -o; with n alone, i comes from JOB_COMPLETION_INDEX (from 0), and with job, n from JOB_COMPLETIONS",
      )
      .option(
        "--merge <folder>",
        "verify that the results of all shards in a folder are complete, and list them in its manifest.json",
      )
      // The results of shards need no other argument or option. Both are checked after this event.
      .on("option:merge", () => {
        for (const argument of command.registeredArguments) argument.required = false;
        for (const option of command.options) option.mandatory = false;
      })
  );
}

/** Runs a shard or puts shards together, if an option asks for it. @returns whether one did. */
export async function ranShards(
  { shard, merge }: ShardFlags,
  output: Output,
  run: (shard: string) => Promise<ShardManifest>,
): Promise<boolean> {
  if (merge !== undefined) {
    const { rows, files, shards } = await mergeShards(merge);
    output.say(
      `${counted(shards, "shard")} of ${merge} ${shards === 1 ? "is" : "are"} complete: ${counted(rows, "row")} of ${counted(files.length, "file")}, each once`,
    );
    output.result({ output: merge, shards, rows, files: files.length });
  } else if (shard !== undefined) {
    const done = await run(shard);
    const { number, of } = done.shard;
    output.say(`Shard ${number} of ${of}: ${counted(done.rows, "row")} of ${counted(done.files.length, "file")}`);
    output.result({ shard: number, of, rows: done.rows, files: done.files.length });
  }
  return merge !== undefined || shard !== undefined;
}
