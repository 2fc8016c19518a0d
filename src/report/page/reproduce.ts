import { html } from "./html.ts";
import { facts, type Section } from "./section.ts";
import { table } from "./table.ts";

export interface ReproduceValues {
  /** The commands that make the model and this report again. */
  readonly commands: readonly string[];
  readonly known: readonly (readonly [name: string, value: string])[];
  /** Of the data's files. */
  readonly checksums: readonly { readonly file: string; readonly checksum: string }[];
}

export const reproduceSection = ({ commands, known, checksums }: ReproduceValues): Section => ({
  id: "reproduce",
  title: "How to make it again",
  body: [
    html`<pre tabindex="0" role="region" aria-label="Commands"><code>${commands.join("\n")}</code></pre>`,
    html`<p>The same data, seed and versions give the same weights on the same kind of machine.</p>`,
    facts(known),
    checksums.length > 0
      ? table({
          caption: "Checksums of the data",
          columns: [{ title: "File" }, { title: "Checksum" }],
          rows: checksums.map(({ file, checksum }) => [file, html`<code>${checksum}</code>`]),
        })
      : undefined,
  ],
});
