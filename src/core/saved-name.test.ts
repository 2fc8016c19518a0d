import { describe, expect, it } from "vitest";
import { lacksFolders, losesFolders, savedName, savedQuery } from "./saved-name.ts";

describe("the name of data in a saved model", () => {
  it("is the last part of a path outside the working folder", () => {
    const paths = [
      "/home/ann/orders.csv",
      "../ann/orders.csv",
      "~/orders.csv",
      "C:\\Users\\ann\\orders.csv",
      "a/../../orders.csv",
    ];
    for (const path of [...paths, "file:///home/ann/orders.csv"]) {
      expect(savedName(path), path).toBe("orders.csv");
      expect(losesFolders(path), path).toBe(true);
    }
    expect(savedName("/home/ann/faces/")).toBe("faces");
    expect(savedName("/home/ann/*.csv")).toBe("*.csv");
    expect(savedName("/home/ann/arrays.npz:x_train")).toBe("arrays.npz:x_train");
  });

  it("is the path inside the working folder, the name of a dataset, or a URL without its password", () => {
    for (const path of ["orders.csv", "data/orders.csv", "mnist", "data/*.parquet", "https://example.org/a/b.csv"]) {
      expect(savedName(path), path).toBe(path);
      expect(losesFolders(path), path).toBe(false);
    }
    expect(savedName("./data/orders.csv")).toBe("data/orders.csv");
    expect(losesFolders("./data/orders.csv")).toBe(false);
    expect(savedName("https://ann:secret@example.org/b.csv")).toBe("https://example.org/b.csv");
  });

  it("replaces paths in a query, and leaves other texts unchanged", () => {
    const query = `SELECT 'it''s /a/b' AS "x/y" FROM read_csv(['/home/ann/a.csv', "../b/c.csv"]) WHERE url = '/index'`;
    expect(savedQuery(query)).toBe(`SELECT 'it''s /a/b' AS "x/y" FROM read_csv(['…/a.csv', "…/c.csv"]) WHERE url = '/index'`);
    expect(lacksFolders(savedQuery(query))).toBe(true);
    expect(lacksFolders(query)).toBe(false);
    expect(savedQuery(savedQuery(query))).toBe(savedQuery(query));
  });
});
