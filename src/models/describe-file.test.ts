import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  FunctionProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
} from "onnx-buf";
import { describe, expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { add, constant, input, loop, matmul, relu, toOnnx } from "../graph/index.ts";
import { FUNCTION, operatorCounts, typeText } from "../graph/onnx/described.ts";
import { describeModelFile } from "./describe-file.ts";
import { toSafetensors } from "./safetensors.ts";

const x = input("x", "float32", ["batch", 2]);
const kernel = constant(ndarray("float32", [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)), "kernel");
const onnx = (types = true) =>
  toOnnx({ name: "dense", inputs: [x], outputs: { y: relu(add(matmul(x, kernel), 1)) }, types, metadata: { purpose: "a test" } });

/** Changes the message of an ONNX file. */
function changed(bytes: Uint8Array, change: (model: ReturnType<typeof fromBinary<typeof ModelProtoSchema>>) => void): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  change(model);
  return toBinary(ModelProtoSchema, model);
}

describe("an ONNX file", () => {
  it("is described with its operators, shapes, weights and texts", () => {
    const { format, about, graph, notes } = describeModelFile(onnx(), "dense.onnx");
    expect(format).toBe("ONNX");
    expect(about).toContainEqual({ name: "written by", value: "codings" });
    expect(about).toContainEqual({ name: "purpose", value: "a test" });
    expect(graph.nodes.map(({ op }) => op)).toEqual(["Gemm", "Add", "Relu"]);
    expect(graph.inputs.map(typeText)).toEqual(["float32 [batch, 2]"]);
    const [first] = graph.nodes;
    expect(typeText(graph.values.get(first!.outputs[0]!)!)).toBe("float32 [batch, 3]");
    const weight = graph.weights.find(({ name }) => name === "kernel")!;
    expect([typeText(weight), [...weight.numbers()!]]).toEqual(["float32 [2, 3]", [1, 2, 3, 4, 5, 6]]);
    expect(notes).toEqual([]);
  });

  it("without stated types has shapes only for its inputs, outputs and weights", () => {
    const { graph } = describeModelFile(onnx(false), "dense.onnx");
    expect(graph.values.get(graph.nodes[0]!.outputs[0]!)).toBeUndefined();
    expect(graph.outputs.map(typeText)).toEqual(["float32 [batch, 3]"]);
  });

  it("has the body of a loop as a graph inside, with shapes", () => {
    const { state } = loop({
      count: constant(ndarray("int64", [], BigInt64Array.of(3n))),
      state: [x],
      steps: 3,
      step: (_index, [now]) => ({ state: [relu(add(now!, 1))], gathered: [] }),
    });
    const { graph } = describeModelFile(toOnnx({ name: "steps", inputs: [x], outputs: { y: state[0]! }, types: true }), "a.onnx");
    const node = graph.nodes.find(({ op }) => op === "Loop")!;
    const { body } = node.graphs;
    expect(body!.nodes.map(({ op }) => op)).toEqual(expect.arrayContaining(["Add", "Relu"]));
    const sum = body!.nodes.find(({ op }) => op === "Add")!;
    expect(typeText(body!.values.get(sum.outputs[0]!)!)).toBe("float32 [batch, 2]");
    expect(node.attributes).toEqual([{ name: "body", text: expect.stringMatching(/^\d+ operators$/) }]);
    expect(new Map(operatorCounts(graph)).get("Relu")).toBe(1);
  });

  it("with numbers in another file is complete except for them, and says so in one line", () => {
    const bytes = changed(onnx(), (model) => {
      const tensor = model.graph!.initializer.find(({ name }) => name === "kernel")!;
      tensor.rawData = new Uint8Array();
      tensor.dataLocation = TensorProto_DataLocation.EXTERNAL;
      tensor.externalData = [create(StringStringEntryProtoSchema, { key: "location", value: "dense.onnx.data" })];
    });
    const { graph, notes } = describeModelFile(bytes, "dense.onnx");
    expect(notes).toEqual([
      "The numbers of 1 weight are in another file (dense.onnx.data), which isn't read. The graph and all shapes are complete.",
    ]);
    const weight = graph.weights.find(({ name }) => name === "kernel")!;
    expect([typeText(weight), weight.numbers()]).toEqual(["float32 [2, 3]", undefined]);
  });

  it("has weights of other types, and none for a type that isn't known or for numbers that are cut short", () => {
    const { FLOAT16, INT64, FLOAT8E4M3FN, FLOAT } = TensorProto_DataType;
    const tensor = (name: string, dataType: number, dims: number[], data: object) =>
      create(TensorProtoSchema, { name, dataType, dims: dims.map(BigInt), ...data });
    const bytes = changed(onnx(), ({ graph }) => {
      graph!.initializer.push(
        tensor("half", FLOAT16, [3], { rawData: Uint8Array.of(0, 0x3c, 0, 0xc0, 1, 0) }),
        tensor("halves", FLOAT16, [1], { int32Data: [0x3800] }),
        tensor("sizes", INT64, [2], { int64Data: [7n, -1n] }),
        tensor("eighth", FLOAT8E4M3FN, [1], { rawData: Uint8Array.of(1) }),
        tensor("short", FLOAT, [2], { rawData: Uint8Array.of(1, 2, 3) }),
      );
    });
    const { weights } = describeModelFile(bytes, "a.onnx").graph;
    const found = Object.fromEntries(weights.map(({ name, numbers }) => [name, numbers() && [...numbers()!]]));
    expect(found).toMatchObject({ half: [1, -2, 2 ** -24], halves: [0.5], sizes: [7, -1] });
    expect([found["eighth"], found["short"]]).toEqual([undefined, undefined]);
  });

  it("has its functions as graphs inside, also if they call each other", () => {
    const node = (opType: string) => create(NodeProtoSchema, { opType, domain: "own", input: ["a"], output: ["b"] });
    const bytes = changed(onnx(), (model) => {
      const make = (name: string, calls: string) =>
        create(FunctionProtoSchema, { name, domain: "own", input: ["a"], output: ["b"], node: [node(calls), node(calls)] });
      model.functions.push(make("First", "Second"), make("Second", "First"));
      model.graph!.node.push(node("First"));
    });
    const { nodes } = describeModelFile(bytes, "a.onnx").graph;
    const inside = nodes.at(-1)!.graphs[FUNCTION]!;
    expect(inside.nodes.map(({ op }) => op)).toEqual(["Second", "Second"]);
    expect(inside.nodes[0]!.graphs[FUNCTION]!.nodes[0]!.graphs[FUNCTION]).toBeUndefined();
  });

  it("that is cut short, empty or something else is refused in one line", () => {
    const line = "a.onnx isn't an ONNX file, or it is damaged or cut short. Download or export it again.";
    const whole = onnx();
    for (const bytes of [whole.subarray(0, whole.length - 9), new Uint8Array(), new TextEncoder().encode("<!doctype html>")])
      expect(() => describeModelFile(bytes, "a.onnx")).toThrow(line);
  });
});

describe("a safetensors file", () => {
  const bytes = toSafetensors({ "layer/kernel": ndarray("float32", [2], Float32Array.of(1, 2)) }, { made: "here" });

  it("is described by its weights and texts", () => {
    const { format, about, graph } = describeModelFile(bytes, "a.safetensors");
    expect([format, about, graph.nodes]).toEqual(["safetensors", [{ name: "made", value: "here" }], []]);
    expect(graph.weights.map((one) => [one.name, typeText(one), ...one.numbers()!])).toEqual([
      ["layer/kernel", "float32 [2]", 1, 2],
    ]);
  });

  it("that is cut short or something else is refused in one line, and so is another ending", () => {
    for (const broken of [bytes.subarray(0, bytes.length - 1), new Uint8Array(3), new Uint8Array(40)])
      expect(() => describeModelFile(broken, "a.safetensors")).toThrow("a.safetensors isn't a complete safetensors file.");
    expect(() => describeModelFile(bytes, "a.h5")).toThrow("a.h5 is neither an ONNX nor a safetensors file.");
  });
});
