import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { pngUrl } from "../../figures/sprite-sheet.node.ts";
import { words } from "../sections/glossary.ts";
import { reproduce } from "../sections/reproduce.ts";
import { html } from "./html.ts";
import { reportPage } from "./page.ts";

const nasty = "</title><script>alert(1)</script>";
const again = {
  commands: ["codings train 'a b.csv'"],
  known: [["seed", nasty]] as const,
  checksums: [{ file: nasty, checksum: "sha256 0" }],
};
const page = reportPage({
  title: nasty,
  subtitle: nasty,
  summary: html`<p>${nasty}</p>`,
  sections: [
    { id: "reproduce", title: reproduce.title, body: reproduce.body({}, { pngUrl, again }) },
    { id: "words", title: words.title, body: words.body([["loss", nasty]], { pngUrl }) },
  ],
});
const { document } = parseHTML(page);

it("the page runs no scripts, requests nothing, and shows markup in data as text", () => {
  expect(document.querySelectorAll("script")).toHaveLength(0);
  expect(document.querySelector("title")!.textContent).toBe(nasty);
  expect(document.querySelector("meta[http-equiv]")!.getAttribute("content")).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
  );
  expect(page).not.toMatch(/(src|href)="(?!data:|#)/);
});

it("the table of contents links to the sections, each with its heading", () => {
  const links = [...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href")!);
  expect(links).toEqual(["#reproduce", "#words"]);
  for (const link of links) {
    const section = document.querySelector(link)!;
    expect(document.getElementById(section.getAttribute("aria-labelledby")!)!.tagName).toBe("H2");
  }
});
