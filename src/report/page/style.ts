/** The style sheet of reports, for screens, phones and print, in light and dark colours. */
export const style = `
:root {
  --paper: light-dark(#ffffff, #15171c);
  --raised: light-dark(#f5f6f8, #1f2228);
  --text: light-dark(#1a1a1a, #ececec);
  --quiet: light-dark(#595959, #b0b4bc);
  --line: light-dark(#d9dce1, #3a3f49);
  --grid: light-dark(#e0e0e0, #33373f);
  --focus: light-dark(#0b57d0, #8ab4f8);
  --blue: light-dark(#0072b2, #4aa8e0);
  --vermillion: light-dark(#c04f00, #ff9151);
  --mark: light-dark(#fde5d2, #5a3218);
  --layer: light-dark(#f2f2f2, #2c3038);
  --layer-noise: light-dark(#d9d9d9, #3d424c);
  --layer-hidden: light-dark(#cfe3f2, #24465f);
  --layer-codings: light-dark(#f5c79a, #8a4f17);
  color-scheme: light dark;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Arial, Helvetica, sans-serif;
}
* {
  box-sizing: border-box;
}
body {
  margin: 0 auto;
  max-width: 58rem;
  padding: 2rem 1.5rem 4rem;
  color: var(--text);
  background: var(--paper);
  overflow-wrap: anywhere;
}
h1 {
  margin: 0;
  font-size: 1.9rem;
  line-height: 1.2;
  letter-spacing: -0.01em;
}
h2 {
  margin: 0 0 1rem;
  font-size: 1.3rem;
  line-height: 1.3;
}
h3 {
  margin: 0 0 0.75rem;
  font-size: 1rem;
}
p {
  max-width: 44rem;
  margin: 0 0 1rem;
}
.subtitle {
  color: var(--quiet);
  margin: 0.4rem 0 1.5rem;
}
section {
  margin: 0;
  padding: 2.25rem 0 1rem;
  border-top: 1px solid var(--line);
}
.summary {
  padding: 0;
  border: 0;
}
.summary p:first-child {
  font-size: 1.1rem;
}
.finding {
  padding: 0.6rem 0.8rem;
  border-left: 4px solid var(--vermillion);
  background: var(--mark);
}
dl,
dd,
figure {
  margin: 0;
}
dt {
  color: var(--quiet);
}
.tiles {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(11.5rem, 1fr));
  gap: 0.75rem;
  margin: 1.5rem 0;
}
.tiles div {
  padding: 0.8rem 1rem;
  background: var(--raised);
  border-radius: 0.6rem;
}
.tiles dt,
.tiles span {
  font-size: 0.875rem;
}
.tiles b {
  display: block;
  font-size: 1.6rem;
  line-height: 1.3;
  font-weight: 650;
  font-variant-numeric: tabular-nums;
}
.tiles span {
  color: var(--quiet);
}
.facts {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(15rem, 42%), 1fr));
  gap: 0.6rem 1.5rem;
  margin: 0 0 1.5rem;
}
.facts dt {
  font-size: 0.875rem;
}
nav ul,
.pairs {
  list-style: none;
  margin: 0;
  padding: 0;
}
nav ul {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 1.25rem;
  margin-bottom: 2rem;
}
a {
  display: inline-block;
  padding: 0.2rem 0;
  color: var(--focus);
  text-underline-offset: 0.2em;
}
:focus-visible {
  outline: 2px solid var(--focus);
  outline-offset: 2px;
}
.drawing {
  margin: 1rem 0 2rem;
}
.drawing svg {
  display: block;
  max-width: 100%;
  height: auto;
}
.narrow {
  display: none;
}
.paper .scroll {
  background: #ffffff;
  border-radius: 0.6rem;
}
figcaption,
caption {
  color: var(--quiet);
  font-size: 0.875rem;
}
figcaption {
  max-width: 44rem;
  margin: 0.5rem 0 0;
}
.scroll {
  position: relative;
  overflow-x: auto;
  max-width: 100%;
}
.scroll:has(table) {
  margin: 0 0 1.75rem;
}
table {
  border-collapse: collapse;
  width: 100%;
  overflow-wrap: break-word;
  font-size: 0.925rem;
}
caption {
  text-align: left;
  padding: 0 0 0.5rem;
}
#data :is(th, td) {
  overflow-wrap: anywhere;
}
caption span {
  position: sticky;
  left: 0;
  display: inline-block;
  max-width: min(44rem, calc(100vw - 2rem));
}
th,
td {
  padding: 0.4rem 0.9rem 0.4rem 0;
  text-align: left;
  vertical-align: top;
  border-bottom: 1px solid var(--line);
  font-variant-numeric: tabular-nums;
}
thead th {
  color: var(--quiet);
  font-weight: 600;
  white-space: nowrap;
}
tbody th {
  font-weight: 500;
}
.number {
  text-align: right;
  white-space: nowrap;
}
.inner {
  padding-left: 1.2rem;
}
.rows :is(th, td) {
  padding: 0.4rem 0.5rem;
  white-space: nowrap;
}
.rows thead th {
  max-width: 9rem;
  white-space: normal;
  vertical-align: bottom;
}
.rows td,
.rows mark {
  max-width: 13rem;
  overflow: hidden;
  text-overflow: ellipsis;
}
.rows small {
  display: block;
  color: var(--quiet);
  font-weight: 400;
}
.rows tbody small {
  overflow: hidden;
  text-overflow: ellipsis;
}
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
}
mark {
  display: block;
  margin: -0.2rem -0.4rem;
  padding: 0.2rem 0.4rem;
  color: inherit;
  background: var(--mark);
  border-left: 3px solid var(--vermillion);
  border-radius: 0.2rem;
}
.rows mark small {
  color: inherit;
}
.bars th:first-child {
  max-width: 12rem;
}
.bars th:nth-child(3),
.bars td:nth-child(3) {
  width: 60%;
  padding-right: 0;
}
.bar {
  position: relative;
  height: 1rem;
  margin-top: 0.25rem;
}
.bar::after {
  content: "";
  position: absolute;
  left: calc(var(--one) - 1px);
  top: -0.45rem;
  bottom: -0.5rem;
  border-left: 2px dashed var(--quiet);
}
.bar i {
  display: block;
  height: 100%;
  background: var(--blue);
  border-radius: 0 0.2rem 0.2rem 0;
}
.pairs {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr));
  gap: 1.25rem 1rem;
  margin: 0 0 1.75rem;
}
.pairs figure {
  display: grid;
  grid-template-columns: 1fr 1fr;
  gap: 2px;
}
.pairs b {
  display: block;
  color: var(--text);
}
.pairs img {
  width: 100%;
  height: auto;
  image-rendering: pixelated;
  outline: 1px solid var(--line);
  outline-offset: -1px;
}
.pairs figcaption {
  grid-column: 1 / -1;
  margin: 0;
  line-height: 1.4;
  font-variant-numeric: tabular-nums;
}
@media not all and (prefers-color-scheme: dark) {
  .grey img {
    filter: invert(1);
  }
}
.note {
  padding: 0.75rem 1rem;
  background: var(--raised);
  border-left: 3px solid var(--vermillion);
  border-radius: 0.2rem;
}
code {
  font: 0.85rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
}
pre {
  margin: 0 0 1rem;
  padding: 0.9rem 1rem;
  background: var(--raised);
  border-radius: 0.6rem;
  white-space: pre-wrap;
}
details {
  margin: 0 0 1.75rem;
}
summary {
  padding: 0.3rem 0;
  color: var(--focus);
  cursor: pointer;
}
details[open] summary {
  margin-bottom: 0.75rem;
}
.glossary {
  max-width: 44rem;
}
.glossary dt {
  color: var(--text);
  font-weight: 600;
}
.glossary dd {
  margin: 0 0 0.75rem;
}
/* Tables of rows are wide. If the window has room, they reach beyond the column of text. */
@media screen and (min-width: 60rem) {
  .rows .scroll {
    left: 50%;
    transform: translateX(-50%);
    width: max-content;
    min-width: 100%;
    max-width: calc(100vw - 4rem);
  }
}
@media screen and (max-width: 640px) {
  body {
    padding: 1.25rem 1rem 3rem;
  }
  h1 {
    font-size: 1.5rem;
  }
  .tiles {
    grid-template-columns: 1fr 1fr;
    gap: 0.5rem;
  }
  .tiles div {
    padding: 0.65rem 0.75rem;
  }
  .tiles b {
    font-size: 1.3rem;
  }
  .wide {
    display: none;
  }
  .narrow {
    display: block;
  }
  .drawing .scroll svg {
    max-width: none;
  }
  .paper svg {
    width: 30rem;
  }
  .bars th:first-child {
    max-width: 8rem;
  }
  code {
    overflow-wrap: anywhere;
  }
  .pairs {
    grid-template-columns: 1fr 1fr;
    gap: 1rem 0.75rem;
  }
}
@media print {
  @page {
    margin: 16mm;
  }
  :root {
    color-scheme: light;
    font-size: 10.5pt;
  }
  body {
    max-width: none;
    padding: 0;
  }
  nav {
    display: none;
  }
  .tiles {
    grid-template-columns: repeat(4, 1fr);
  }
  .grey img {
    filter: invert(1);
  }
  h2,
  h3,
  caption,
  summary {
    break-after: avoid;
  }
  figure,
  tr,
  pre,
  .tiles,
  .facts {
    break-inside: avoid;
  }
  .scroll {
    overflow: visible;
  }
  .rows table {
    font-size: 7.5pt;
  }
  .rows :is(th, td) {
    padding: 0.25rem;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .rows thead th {
    min-width: 0;
  }
  .drawing svg {
    max-height: 150mm;
  }
  summary {
    color: var(--text);
    list-style: none;
  }
  details::details-content {
    content-visibility: visible;
    height: auto;
  }
  * {
    print-color-adjust: exact;
  }
}
`;
