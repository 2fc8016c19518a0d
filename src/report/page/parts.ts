import { type Content, type Html, html } from "./html.ts";

/** What is known of something: a name and a value each. */
export type Known = readonly (readonly [name: string, value: Content])[];

/** A list of what is known. */
export const facts = (known: Known): Html => html`
<dl class="facts">${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** More than most want to see at once; all of it where it is printed. */
export const more = (summary: string, body: Content): Html => html`
<details><summary>${summary}</summary>${body}</details>`;

/** A box that scrolls by itself where its content is wider than the page; the keyboard reaches it. */
export const scrolling = (label: string, body: Content): Html => html`
<div class="scroll" role="region" tabindex="0" aria-label="${label}">${body}</div>`;
