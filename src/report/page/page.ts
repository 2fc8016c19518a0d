import { type Content, type Html, html, trusted } from "./html.ts";
import { style } from "./style.ts";

/** A section of the page, which the table of contents lists. */
export interface PageSection {
  readonly id: string;
  readonly title: string;
  readonly body: Content;
}

const sectionOf = ({ id, title, body }: PageSection): Html => html`
<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>`;

export interface ReportPage {
  readonly title: string;
  readonly subtitle: string;
  readonly summary: Html;
  readonly sections: readonly PageSection[];
}

/** The page runs no scripts and requests nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** Makes a report as one HTML file without scripts that opens from disk. */
export const reportPage = ({ title, subtitle, summary, sections }: ReportPage): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="subtitle">${subtitle}</p>
</header>
<main>
${summary}
<nav aria-label="Contents"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
${sections.map(sectionOf)}
</main>
</body>
</html>
`.markup;
