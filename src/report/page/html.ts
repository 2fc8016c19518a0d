/** A piece of a page: its text is markup, and goes into other pieces as it is. */
export interface Html {
  readonly markup: string;
}

/** What can stand in a piece: text and numbers are escaped, nothing is left out. */
export type Content = Html | string | number | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (letter) => ENTITIES[letter]!);

function markupOf(content: Content): string {
  if (content === undefined) return "";
  if (typeof content === "string") return escaped(content);
  if (typeof content === "number") return String(content);
  return "markup" in content ? content.markup : content.map(markupOf).join("");
}

/** A piece of a page. Text from data can't become markup: whatever is put in is escaped, in attributes (in double quotes) too. */
export const html = (parts: TemplateStringsArray, ...contents: readonly Content[]): Html => ({
  markup: parts.map((part, i) => part + markupOf(contents[i])).join(""),
});

/** Markup that was made elsewhere, and escaped there. */
export const trusted = (markup: string): Html => ({ markup });
