import { type Content, type Html, html } from "./html.ts";

/** Facts about a subject, each with a name and a value. */
export type Known = readonly (readonly [name: string, value: Content])[];

/** Makes a list of facts. */
export const facts = (known: Known): Html => html`
<dl class="facts">${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** Makes a collapsed part, which is open in print. */
export const more = (summary: string, body: Content): Html => html`
<details><summary>${summary}</summary>${body}</details>`;

/** Makes a box that scrolls, also by keyboard, if its content is wider than the page. */
export const scrolling = (label: string, body: Content): Html => html`
<div class="scroll" role="region" tabindex="0" aria-label="${label}">${body}</div>`;
