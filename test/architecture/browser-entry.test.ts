import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as browser from "../../src/browser.ts";
import * as node from "../../src/index.ts";

it("docs/bundling.md lists what a page's entry lacks, and what takes other data there", () => {
  const listed = /<!-- only in Node -->\n(.*?)\n<!-- \/only in Node -->/s.exec(readFileSync("docs/bundling.md", "utf8"))![1]!;
  const names = [...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(names).toEqual(
    Object.keys(node)
      .filter((name) => !Object.hasOwn(browser, name))
      .sort(),
  );
});
