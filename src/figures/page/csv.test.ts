import { expect, it } from "vitest";
import { csvOf } from "./csv.ts";
import { someRows } from "./rows.fixture.ts";

it("the selected rows as CSV: places in as few digits as name a float32, text quoted where it must be", () => {
  expect(csvOf(someRows, [0, 2, 3])).toBe(
    'row,x,y,label,digit,loss\n0,0,0.1,"Bag, ""big""",1,0.1\n2,3e-8,5,T-shirt,12,-1e-7\n3,0.33333334,7,Coat,1,12\n',
  );
});

it("with their names, where rows have some", () => {
  expect(csvOf({ ...someRows, columns: [], rowNames: ["a.png", "b,1.png", "c.png", "d.png"] }, [1])).toBe(
    'row,name,x,y\n1,"b,1.png",1,-2\n',
  );
});
