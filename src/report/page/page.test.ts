import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { glossarySection, html, reportPage, reproduceSection } from "./index.ts";

const nasty = "</title><script>alert(1)</script>";
const page = reportPage({
  title: nasty,
  subtitle: nasty,
  summary: html`<p>${nasty}</p>`,
  sections: [
    reproduceSection({
      commands: ["codings train 'a b.csv'"],
      known: [["seed", nasty]],
      checksums: [{ file: nasty, checksum: "sha256 0" }],
    }),
    glossarySection,
  ],
});
const { document } = parseHTML(page);

it("nothing runs in it, nothing is asked for, and text of the data stays text", () => {
  expect(document.querySelectorAll("script")).toHaveLength(0);
  expect(document.querySelector("title")!.textContent).toBe(nasty);
  expect(document.querySelector("meta[http-equiv]")!.getAttribute("content")).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
  );
  expect(page).not.toMatch(/(src|href)="(?!data:|#)/);
});

it("its contents lead to its sections, each with its heading", () => {
  const links = [...document.querySelectorAll("nav a")].map((link) => link.getAttribute("href")!);
  expect(links).toEqual(["#reproduce", "#words"]);
  for (const link of links) {
    const section = document.querySelector(link)!;
    expect(document.getElementById(section.getAttribute("aria-labelledby")!)!.tagName).toBe("H2");
  }
});
