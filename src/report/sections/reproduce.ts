import { html } from "../page/html.ts";
import { facts } from "../page/parts.ts";
import { table } from "../page/table.ts";
import { section } from "./section.ts";

export const reproduce = section({
  title: "How to reproduce the results",
  measure: () => ({}),
  body: (_values, { again }) =>
    again && [
      html`<pre tabindex="0" role="region" aria-label="Commands"><code>${again.commands.join("\n")}</code></pre>`,
      html`<p>With the same data, seed and versions, the training gives the same weights on the same kind of machine.</p>`,
      facts(again.known),
      again.checksums.length > 0
        ? table({
            caption: "Checksums of the data",
            columns: [{ title: "File" }, { title: "Checksum" }],
            rows: again.checksums.map(({ file, checksum }) => [file, html`<code>${checksum}</code>`]),
          })
        : undefined,
    ],
});
