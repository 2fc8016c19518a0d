import type { Figure } from "../../figures/svg.ts";
import { COLOUR, OKABE_ITO } from "../../figures/theme.ts";
import { type Html, html, trusted } from "./html.ts";
import { scrolling } from "./parts.ts";

export interface DrawingOptions {
  readonly id: string;
  readonly figure: Figure;
  /** The same for a phone's page; without it, the figure is scrolled there. */
  readonly narrow?: Figure;
  readonly caption: string;
  /** What a figure is, in a few words, and what it shows, for those who can't see it. */
  readonly title: string;
  readonly description: string;
  /** Its colours stay as they are, on a card of white paper, in the dark too: for figures of pictures, and of many colours. */
  readonly onPaper?: boolean;
}

/** A figure in the page, with the page's colours. */
export function drawing({ id, figure, narrow, caption, title, description, onPaper = false }: DrawingOptions): Html {
  const drawn = (one: Figure, name: string) => inline(one, { id: name, title, description, onPaper });
  const pictures = narrow
    ? html`<div class="wide">${drawn(figure, id)}</div><div class="narrow">${drawn(narrow, `${id}-narrow`)}</div>`
    : scrolling(title, drawn(figure, id));
  return html`<figure class="drawing${onPaper ? " paper" : ""}">${pictures}<figcaption>${caption}</figcaption></figure>`;
}

type Words = Pick<DrawingOptions, "id" | "title" | "description" | "onPaper">;

/** A figure's markup with its words in it, for a page that has others. */
function inline({ svg }: Figure, { id, title, description, onPaper }: Words): Html {
  const body = onPaper ? svg : svg.replaceAll(FIXED, (colour) => `var(${VARIABLES[colour]})`);
  const words = html`<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>`;
  const labelled = body
    .replace(/ aria-label="[^"]*"/, "")
    .replace(/>/, ` aria-labelledby="${id}-title ${id}-desc">${words.markup}`);
  // What a plot calls its marks is of no use within a picture that is described as a whole.
  return trusted(labelled.replaceAll(/(<g[^>]*?) aria-label="[^"]*"/g, "$1"));
}

/** The colours of figures on white paper, as the page has them in the light and in the dark. */
const VARIABLES: Readonly<Record<string, string>> = {
  [COLOUR.paper]: "--paper",
  [COLOUR.text]: "--text",
  [COLOUR.quiet]: "--quiet",
  [COLOUR.grid]: "--grid",
  [OKABE_ITO.blue]: "--blue",
  [OKABE_ITO.vermillion]: "--vermillion",
  "#f2f2f2": "--layer",
  "#d9d9d9": "--layer-noise",
  "#cfe3f2": "--layer-hidden",
  "#f5c79a": "--layer-codings",
};
const FIXED = new RegExp(Object.keys(VARIABLES).join("|"), "g");
