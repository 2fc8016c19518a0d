import { type Content, type Html, html } from "./html.ts";

/** A part of the report, with its own line in the contents. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Content;
}

export const sectionOf = ({ id, title, body }: Section): Html => html`
<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>`;

/** What is known of something, a name and a value each. */
export const facts = (known: readonly (readonly [name: string, value: Content])[]): Html => html`
<dl class="facts">${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** More than most want to see at once; all of it where it is printed. */
export const more = (summary: string, body: Content): Html => html`
<details><summary>${summary}</summary>${body}</details>`;

/** A box that scrolls by itself where its content is wider than the page; the keyboard reaches it. */
export const scrolling = (label: string, body: Content): Html => html`
<div class="scroll" role="region" tabindex="0" aria-label="${label}">${body}</div>`;
