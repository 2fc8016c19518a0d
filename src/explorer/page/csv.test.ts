import { expect, it } from "vitest";
import { csvOf } from "./csv.ts";
import { someRows } from "./rows.fixture.ts";

it("positions have as few digits as a float32 needs, and text has quotes only where CSV requires them", () => {
  expect(csvOf(someRows, [0, 2, 3])).toBe(
    'row,x,y,label,digit,loss\n1,0,0.1,"Bag, ""big""",1,0.1\n3,3e-8,5,T-shirt,12,-1e-7\n4,0.33333334,7,Coat,1,12\n',
  );
});

it("names are written if the rows have names", () => {
  expect(csvOf({ ...someRows, columns: [], rowNames: ["a.png", "b,1.png", "c.png", "d.png"] }, [1])).toBe(
    'row,name,x,y\n2,"b,1.png",1,-2\n',
  );
});

it("keys are written, dates are readable, and missing numbers are empty", () => {
  const keys = [{ name: "id", values: ["7", "8", "9", "10"] }];
  const columns = [
    { kind: "numbers", name: "when", isDate: true, numbers: Float64Array.of(0, 1.7e9, 86_400, 90_061) },
    { kind: "numbers", name: "income", numbers: Float64Array.of(1, Number.NaN, 3, 4) },
  ] as const;
  expect(csvOf({ ...someRows, columns, keys }, [1, 2, 3])).toBe(
    "row,id,x,y,when,income\n2,8,1,-2,2023-11-14 22:13:20,\n3,9,3e-8,5,1970-01-02,3\n4,10,0.33333334,7,1970-01-02 01:01:01,4\n",
  );
});
