import { architecture } from "./architecture.ts";
import { codings } from "./codings.ts";
import { columns } from "./columns.ts";
import { data } from "./data.ts";
import { errors } from "./errors.ts";
import { words } from "./glossary.ts";
import { map } from "./map.ts";
import { reconstructions } from "./reconstructions.ts";
import { reproduce } from "./reproduce.ts";
import type { ReportSection } from "./section.ts";
import { strangest } from "./strangest.ts";
import { training } from "./training.ts";

/** The sections of a report in their order. Their names are the anchors of the page's links. */
export const sections = {
  data,
  architecture,
  training,
  reconstructions,
  errors,
  strangest,
  columns,
  codings,
  map,
  reproduce,
  words,
};

/** The values that each section measured. Sections that don't apply to the model or the data are absent. */
export type SectionValues = {
  readonly [Name in keyof typeof sections]?: (typeof sections)[Name] extends ReportSection<infer Values> ? Values : never;
};
