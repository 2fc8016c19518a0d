import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { shortTextOf, textOf } from "../core/columns.ts";
import { DataError, OptionError, ShapeError } from "../core/errors.ts";
import { ndarray } from "../core/ndarray.ts";
import { floats } from "../figures/parsed.fixture.ts";
import { mapPage } from "./map-page.node.ts";
import { type MapData, unpack } from "./rows.ts";

const positions = floats([5, 2], (i) => Math.fround(Math.sin(i)));
/** Pictures with few different greys, so that neighbouring pixels are often equal. */
const [height, width] = [6, 7];
const size = height * width;
const bytes = ndarray(
  "uint8",
  [5, height, width],
  Uint8Array.from({ length: 5 * size }, (_, i) => 37 * ((i * i + (i >> 2)) % 7)),
);

/** Reads the data in a page. */
function dataOf(html: string): MapData {
  const [, json] = /<script id="data" type="application\/json">(.*?)<\/script>/s.exec(html)!;
  return JSON.parse(json!) as MapData;
}

/** Reads the pixels of a sheet, [red, green, blue, opacity] each, with a different decoder. */
function pixelsOf(url: string, width: number, height: number): Uint8Array {
  const size = `width="${width}" height="${height}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><image ${size} href="${url}" image-rendering="optimizeSpeed"/></svg>`;
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().pixels;
}

describe("a map's page contains", () => {
  it("the positions and the columns as they were given", () => {
    const loss = [0.1, 2.5, -3, 1e-9, 7];
    const colours = [
      { name: "label", values: ["b", "a", "b", "", "c10"] },
      { name: "loss", values: loss },
      { name: "digit", values: [3, 1, 1, 10, 2] },
    ];
    const rows = unpack(dataOf(mapPage({ positions, title: "Map", colours })));
    expect(rows.positions).toEqual(positions.data);
    expect(rows.columns.map(({ kind }) => kind)).toEqual(["classes", "numbers", "classes"]);
    colours.forEach(({ values }, i) => {
      expect(values.map((_, row) => textOf(rows.columns[i]!, row))).toEqual(values.map(String));
    });
    expect(rows.columns[2]).toMatchObject({ names: ["1", "2", "3", "10"] });
  });

  it("many different whole numbers as a scale", () => {
    const many = floats([40, 2], (i) => i);
    const values = Array.from({ length: 40 }, (_, i) => i);
    expect(unpack(dataOf(mapPage({ positions: many, title: "Map", colours: [{ name: "t", values }] }))).columns[0]!.kind).toBe(
      "numbers",
    );
  });

  it("missing values, dates, keys and the reconstruction of each value", () => {
    const colours = [
      { name: "income", values: [1.5, null, 2.5, 3, 4], reconstructed: [1.25, 2, 2.75, 3, 4] },
      { name: "when", values: [0, null, 1.7e9, 5, 6], isDate: true, reconstructed: ["08:00", "09:00", "22:00", "a", "b"] },
      { name: "city", values: ["Oslo", null, "Rome", "Oslo", "Rome"] },
    ];
    const keys = [{ name: "id", values: [7, null, "x", true, 8] }];
    const rows = unpack(dataOf(mapPage({ positions, title: "Map", colours, keys })));
    expect(rows.keys).toEqual([{ name: "id", values: ["7", "", "x", "true", "8"] }]);
    const [income, when, city] = rows.columns;
    expect([0, 1].map((row) => shortTextOf(income!, row))).toEqual(["1.5", "(missing)"]);
    expect([0, 1].map((row) => shortTextOf(income!.reconstructed!, row))).toEqual(["1.25", "2"]);
    expect([0, 1, 2].map((row) => shortTextOf(when!, row))).toEqual(["00:00", "(missing)", "2023-11-14 22:13:20"]);
    expect(shortTextOf(when!.reconstructed!, 2)).toBe("22:00");
    expect([0, 1].map((row) => shortTextOf(city!, row))).toEqual(["Oslo", "(missing)"]);
    expect(city!.reconstructed).toBeUndefined();
  });

  it("the exact bytes of the originals, and the reconstructions with a precision of two of 255", () => {
    const reconstructions = floats([5, height, width], (i) => bytes.data[i]! / 255);
    const { pictures } = dataOf(mapPage({ positions, title: "Map", originals: bytes, reconstructions }));
    expect(pictures).toMatchObject({ width, height, perRow: 3, grey: true });
    const drawn = [pictures!.originals!, pictures!.reconstructions!].map((url) => pixelsOf(url, 3 * width, 2 * height));
    bytes.data.forEach((byte, k) => {
      const [i, row, column] = [Math.floor(k / size), Math.floor((k % size) / width), k % width];
      const at = 4 * ((Math.floor(i / 3) * height + row) * 3 * width + (i % 3) * width + column);
      expect(drawn[0]![at]).toBe(byte);
      expect(Math.abs(drawn[1]![at]! - byte)).toBeLessThanOrEqual(2);
    });
  });

  it("colours, clipped to the range from black to white", () => {
    const one = floats([1, 2], () => 0);
    const originals = floats([1, 1, 2, 3], (i) => [-1, 0.2, 2, 1, 0.4, 0][i]!);
    const { pictures } = dataOf(mapPage({ positions: one, title: "Map", originals }));
    expect(pictures!.grey).toBe(false);
    expect([...pixelsOf(pictures!.originals!, 2, 1).filter((_, i) => i % 4 < 3)].slice(0, 6)).toEqual([0, 51, 255, 255, 102, 0]);
  });
});

describe("the page's text", () => {
  it("may contain characters that HTML, JSON and the template reserve", () => {
    const nasty = "</script><script>alert(1)</script> & <b> {{data}} $& \u2028 \"'";
    const html = mapPage({
      positions,
      title: nasty,
      subtitle: nasty,
      colours: [{ name: nasty, values: Array(5).fill(`<!--<script>${nasty}`) }],
    });
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).toContain(
      "<h1>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt; {{data}} $&amp; \u2028 &quot;'</h1>",
    );
    expect(dataOf(html).columns[0]).toMatchObject({ name: nasty, names: [`<!--<script>${nasty}`] });
  });

  it("requests nothing outside the file", () => {
    const html = mapPage({ positions, title: "Map" });
    expect(html).toContain("default-src 'none'");
    expect(html.match(/(?:src|href)="[^"]*"/g)).toEqual(['href="data:,"']);
  });
});

describe("mapPage refuses", () => {
  const title = "Map";
  const bad = floats([5, 2], (i) => (i === 7 ? Number.NaN : i));
  it.each([
    [
      "positions of another shape",
      { positions: floats([5, 3], () => 0) },
      ShapeError,
      "The positions of a map must have the shape [n, 2], but these are [5, 3]. Reduce the codings to 2 dimensions first.",
    ],
    ["no points", { positions: floats([0, 2], () => 0) }, DataError, "The map has no points. Give at least one position."],
    [
      "a position that isn't a number",
      { positions: bad },
      DataError,
      "The position in row 3 (counted from 0) is [6, NaN], which isn't finite. Leave the row out.",
    ],
    [
      "a column of another length",
      { colours: [{ name: "label", values: ["a"] }] },
      ShapeError,
      'There are 5 points, but 1 values in the column "label". Give one value for each point.',
    ],
    [
      "a column with NaN",
      { colours: [{ name: "loss", values: [1, 2, 3, Number.NaN, 4] }] },
      DataError,
      'The column "loss" contains NaN in row 3 (counted from 0). Give a finite number, null for a missing value, or a string.',
    ],
    [
      "two columns with the same name",
      { colours: ["a", "a"].map((name) => ({ name, values: [1, 2, 3, 4, 5] })) },
      OptionError,
      'Two columns have the name "a", or one has no name. Give each column to colour by a unique name.',
    ],
    [
      "another number of pictures",
      { originals: ndarray("uint8", [4, 2, 3], new Uint8Array(4 * 6)) },
      ShapeError,
      "There are 5 points, but 4 originals. Give one picture for each point.",
    ],
    [
      "pictures of different sizes",
      { originals: bytes, reconstructions: floats([5, 3, 2], () => 0) },
      ShapeError,
      "The originals are 6 x 7 x 1, but the reconstructions 3 x 2 x 1. Give pictures of the same size.",
    ],
  ])("%s", (_, options, kind, message) => {
    const make = () => mapPage({ positions, title, ...options });
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });
});
