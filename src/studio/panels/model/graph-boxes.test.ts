import { expect, it } from "vitest";
import { ndarray } from "../../../core/ndarray.ts";
import { add, constant, input, loop, mul, relu, toOnnx } from "../../../graph/index.ts";
import { describeModelFile } from "../../../models/describe-file.ts";
import { graphBoxes } from "./graph-boxes.ts";

const x = input("x", "float32", ["batch", 2]);
const bias = constant(ndarray("float32", [2], Float32Array.of(1, 2)), "bias");
const doubled = mul(relu(x), relu(x));
const { state } = loop({
  count: constant(ndarray("int64", [], BigInt64Array.of(3n))),
  steps: 3,
  state: [x],
  step: (_index, [now]) => ({ state: [add(mul(now!, doubled), bias)], gathered: [] }),
});
const { graph } = describeModelFile(toOnnx({ name: "g", inputs: [x], outputs: { y: state[0]! }, types: true }), "g.onnx");
const named = ({ boxes, edges }: ReturnType<typeof graphBoxes>) =>
  edges.map(({ from, to }) => `${boxes[from]!.title} > ${boxes[to]!.title}`);

it("a graph has boxes for its inputs, operators and outputs, and edges for their values", () => {
  const made = graphBoxes([graph]);
  expect(named(made)).toEqual(expect.arrayContaining(["x > Relu", "Relu > Mul", "Loop > y"]));
  expect(made.boxes.find(({ kind }) => kind === "input")).toMatchObject({ title: "x", text: "[batch, 2]" });
});

it("a loop depends on the values that its body uses from outside", () => {
  expect(named(graphBoxes([graph]))).toContain("Mul > Loop");
});

it("the body of a loop shows the values from outside as boxes, and weights from outside as weights", () => {
  const body = graph.nodes.find(({ op }) => op === "Loop")!.graphs["body"]!;
  const made = graphBoxes([graph, body]);
  expect(made.boxes.filter(({ kind }) => kind === "outside").map(({ text }) => text)).toContain("[batch, 2]");
  expect(made.boxes.find(({ title }) => title === "Add")?.text).toBe("[2]");
  expect(made.weightOf("bias")?.numbers()).toEqual(Float64Array.of(1, 2));
});
