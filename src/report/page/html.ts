/** A piece of a page. Its markup is inserted into other pieces without escaping. */
export interface Html {
  readonly markup: string;
}

/** Content of a piece. Text is escaped, and undefined becomes empty text. */
export type Content = Html | string | number | undefined | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (letter) => ENTITIES[letter]!);

function markupOf(content: Content): string {
  if (content === undefined) return "";
  if (typeof content === "string") return escaped(content);
  if (typeof content === "number") return String(content);
  return "markup" in content ? content.markup : content.map(markupOf).join("");
}

/**
 * Makes a piece of a page from a template. Escapes all inserted text, also in attributes in double quotes, so that data can't
 * become markup.
 */
export const html = (parts: TemplateStringsArray, ...contents: readonly Content[]): Html => ({
  markup: parts.map((part, i) => part + markupOf(contents[i])).join(""),
});

/** Makes a piece from markup whose text is escaped already. */
export const trusted = (markup: string): Html => ({ markup });
