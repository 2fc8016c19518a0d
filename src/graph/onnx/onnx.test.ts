import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type GraphProto, ModelProtoSchema, TensorProtoSchema } from "onnx-buf";
import { describe, expect, test } from "vitest";
import { DataError, ShapeError } from "../../core/errors.ts";
import { type Dtype, ndarray } from "../../core/ndarray.ts";
import { compiled } from "../finite-differences.fixture.ts";
import { gradients } from "../gradients.ts";
import * as op from "../operators/index.ts";
import { constant, constantOf, input, type Tensor } from "../tensor.ts";
import { fromOnnx } from "./read.ts";
import { type GraphSpec, toOnnx } from "./write.ts";

const x = input("x", "float32", ["batch", 2]);
const kernel = constant(ndarray("float32", [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)), "dense/kernel");
const written = (outputs: Record<string, Tensor>, inputs: readonly Tensor[] = [x]) =>
  fromOnnx(toOnnx({ name: "test", inputs, outputs }));
const operatorsOf = (...specs: Parameters<typeof written>) => written(...specs).nodes.map((node) => node.op);

describe("a file that was written and read", () => {
  const spec: GraphSpec = { name: "test", inputs: [x], outputs: { y: op.matmul(x, kernel) }, metadata: { made: "by hand" } };

  test("has the names, shapes and element types of what was written", () => {
    const file = fromOnnx(toOnnx(spec));
    expect(file.inputs).toEqual([{ name: "x", dtype: "float32", shape: ["batch", 2] }]);
    expect(file.outputs).toEqual([{ name: "y", dtype: "float32", shape: ["batch", 3] }]);
    expect(file.nodes).toEqual([{ op: "Gemm", name: expect.any(String), inputs: ["x", "dense/kernel"], outputs: ["y"] }]);
    expect(file.metadata).toEqual({ made: "by hand" });
  });

  test.each<[Dtype, number[]]>([
    ["float32", [0, -1.5, 1 / 3, Number.MAX_VALUE, 1e-40]],
    ["float64", [0, -1.5, 1 / 3, Number.MAX_VALUE, 5e-324]],
    ["uint8", [0, 7, 255]],
    ["int32", [-(2 ** 31), 0, 2 ** 31 - 1]],
    ["uint32", [0, 2 ** 32 - 1]],
    ["int64", [-(2 ** 53), 0, 2 ** 53]],
    ["bool", [0, 1]],
  ])("has exactly the same constants of type %s", (dtype, numbers) => {
    const made = constantOf(dtype, [numbers.length], numbers);
    const value = made.source.kind === "constant" ? made.source.value : undefined;
    const file = written({ y: op.where(op.greater(x, 0), 1, 0), kept: constant(value!, "kept constant") });
    expect(file.constants["kept constant"]).toEqual(value);
  });

  test("stores only the part of a larger array that a constant uses", () => {
    const part = ndarray("float32", [2], Float32Array.of(1, 2, 3, 4).subarray(1, 3));
    expect(written({ y: op.add(x, constant(part, "part")) }).constants.part).toEqual(
      ndarray("float32", [2], Float32Array.of(2, 3)),
    );
  });

  test("imports the operators of classical machine learning if it uses one", () => {
    const opsets = (spec: GraphSpec) =>
      fromBinary(ModelProtoSchema, toOnnx(spec)).opsetImport.map(({ domain, version }) => [domain, Number(version)]);
    const word = input("word", "string", ["batch"]);
    const code = op.codesOfTexts(word, new Map([["a", 0]]), 1);
    const words = { name: "words", inputs: [word], outputs: { code } };
    expect(opsets(words)).toEqual([
      ["", 18],
      ["ai.onnx.ml", 3],
    ]);
    expect(opsets(spec)).toEqual([["", 18]]);
    expect(fromOnnx(toOnnx(words)).inputs).toEqual([{ name: "word", dtype: "string", shape: ["batch"] }]);
  });

  test("has the same bytes each time", () => {
    expect(toOnnx(spec)).toEqual(toOnnx(spec));
    const make = () => toOnnx({ name: "t", inputs: [x], outputs: { y: op.softmax(op.add(op.square(x), op.full(x.shape, 2))) } });
    expect(make()).toEqual(make());
  });
});

describe("a written graph", () => {
  test("has equal operators on equal inputs only once", () => {
    const twice = op.add(op.exp(op.add(x, 2)), op.sin(op.exp(op.add(x, 2))));
    expect(operatorsOf({ y: twice }).sort()).toEqual(["Add", "Add", "Exp", "Sin"]);
    expect(
      operatorsOf(
        { y: op.mul(op.gather(kernel, constantOf("int32", [1], [0])), op.gather(kernel, constantOf("int32", [1], [1]))) },
        [],
      ),
    ).toEqual(["Gather", "Gather", "Mul"]);
  });

  test("has equal small constants only once, unless they have different names", () => {
    expect(Object.keys(written({ y: op.add(op.mul(x, 5), 5) }).constants)).toHaveLength(1);
    const named = (name: string) => constant(ndarray("float32", [], Float32Array.of(5)), name);
    expect(Object.keys(written({ y: op.add(op.mul(x, named("a")), named("b")) }).constants)).toEqual(["a", "b"]);
    expect(Object.keys(written({ y: op.where(op.equal(op.cast(x, "int64"), 5), x, 5) }).constants)).toHaveLength(2);
  });

  test("leaves out everything that no output needs", () => {
    const y = op.relu(x);
    gradients(op.reduceSum(op.exp(y)), [x]);
    op.matmul(y, kernel);
    expect(written({ y })).toMatchObject({ nodes: [{ op: "Relu" }], constants: {} });
  });

  test("leaves out reshapes that change nothing", () => {
    expect(operatorsOf({ y: op.exp(op.reshape(op.reshape(x, [op.flattenRows(x).shape[0]!, 1, 2]), x.shape)) })).toEqual(["Exp"]);
  });

  test("may have one tensor as two outputs, and an input as an output", async () => {
    const h = op.exp(x);
    const program = await compiled(toOnnx({ name: "test", inputs: [x], outputs: { a: h, b: h, c: x, d: constant(3) } }));
    const feed = ndarray("float32", [1, 2], Float32Array.of(0, 1));
    const { a, b, c, d } = await program.run({ x: feed });
    expect([b, c, Number(d!.data[0])]).toEqual([a, feed, 3]);
  });

  test("may have outputs with the names that operators or constants would get", async () => {
    const taken = constant(ndarray("float32", [2], Float32Array.of(10, 20)), "sum");
    const onnx = toOnnx({ name: "test", inputs: [x], outputs: { sum: op.add(x, taken), Exp_3: op.exp(op.exp(op.sin(x))) } });
    const { sum } = await (await compiled(onnx)).run({ x: ndarray("float32", [1, 2], Float32Array.of(1, 2)) });
    expect(sum!.data).toEqual(Float32Array.of(11, 22));
  });
});

test("a chain of 20,000 operators is written, and so is its gradient", () => {
  let y: Tensor = input("x", "float32", [2]);
  const first = y;
  for (let i = 0; i < 20_000; i++) y = op.tanh(y);
  const [slope] = gradients(op.reduceSum(y), [first]);
  expect(operatorsOf({ y, slope: slope! }, [first]).filter((name) => name === "Tanh")).toHaveLength(20_000);
});

describe("a loop", () => {
  const steps = input("steps", "float32", ["steps"]);
  const n = steps.shape[0]!;
  const over = (state: Tensor[], step: Parameters<typeof op.loop>[0]["step"]) =>
    op.loop({ count: op.reshape(op.sizeOfDim(n), []), steps: n, state, step });
  const run = async (outputs: Record<string, Tensor>, values: number[]) => {
    const program = await compiled(toOnnx({ name: "test", inputs: [steps], outputs }));
    const found = await program.run({ steps: ndarray("float32", [values.length], Float32Array.from(values)) });
    return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, Array.from(data, Number)]));
  };
  const bodyOf = (outputs: Record<string, Tensor>): { inside: string[]; outside: string[] } => {
    const graph = fromBinary(ModelProtoSchema, toOnnx({ name: "test", inputs: [steps], outputs })).graph as GraphProto;
    const names = (of: GraphProto) => of.node.map(({ opType }) => opType);
    return { inside: names(graph.node.find(({ opType }) => opType === "Loop")!.attribute[0]!.g!), outside: names(graph) };
  };

  test("computes Fibonacci numbers", async () => {
    const zero = () => constantOf("float32", [], [0]);
    const { state, gathered } = over([zero(), constant(1)], (_i, [a, b]) => ({ state: [b!, op.add(a!, b!)], gathered: [a!] }));
    const host = [0, 1];
    for (let i = 2; i < 12; i++) host.push(host[i - 1]! + host[i - 2]!);
    expect(await run({ all: gathered[0]!, last: state[0]! }, Array(10).fill(0))).toEqual({
      all: host.slice(0, 10),
      last: [host[10]!],
    });
  });

  test("adds up its inputs", async () => {
    const { state, gathered } = over([constant(100)], (i, [sum]) => {
      const next = op.add(sum!, op.gather(steps, i));
      return { state: [next], gathered: [next, op.cast(i, "float32")] };
    });
    expect(await run({ sum: state[0]!, sums: gathered[0]!, index: gathered[1]! }, [1, 2, 3])).toEqual({
      sum: [106],
      sums: [101, 103, 106],
      index: [0, 1, 2],
    });
  });

  test("returns its first state if it runs zero times", async () => {
    const { state } = over([constant(7)], (_i, [s]) => ({ state: [op.mul(s!, 2)], gathered: [] }));
    expect(await run({ y: state[0]! }, [])).toEqual({ y: [7] });
  });

  test("computes values that don't change between steps outside of the loop", () => {
    const { state } = over([constant(0.5)], (_i, [s]) => {
      const invariant = op.exp(op.reduceSum(op.sin(steps)));
      return { state: [op.add(s!, op.mul(op.cos(s!), invariant))], gathered: [] };
    });
    const { inside, outside } = bodyOf({ y: state[0]! });
    expect(inside.filter((name) => name !== "Identity")).toEqual(["Cos", "Mul", "Add"]);
    expect(outside).toEqual(expect.arrayContaining(["Sin", "ReduceSum", "Exp", "Loop"]));
  });

  test("contains equal operators only once", () => {
    const { state } = over([constant(0.5)], (_i, [s]) => ({ state: [op.mul(op.cos(s!), op.exp(op.cos(s!)))], gathered: [] }));
    expect(bodyOf({ y: state[0]! }).inside.filter((name) => name === "Cos")).toHaveLength(1);
  });

  test("may return a value from outside, one value twice, and its state in another order", async () => {
    const { state, gathered } = over([constant(1), constant(2)], (_i, [a, b]) => {
      const sum = op.add(a!, b!);
      return { state: [b!, a!], gathered: [op.reduceSum(steps), sum, sum] };
    });
    const outputs = { a: state[0]!, b: state[1]!, outer: gathered[0]!, one: gathered[1]!, two: gathered[2]! };
    expect(await run(outputs, [4, 5, 6])).toEqual({ a: [2], b: [1], outer: [15, 15, 15], one: [3, 3, 3], two: [3, 3, 3] });
  });

  test("inside a loop may use the state of the outer loop", async () => {
    const { state } = over([constant(1)], (_i, [s]) => {
      const count = constantOf("int64", [], [3]);
      const inner = op.loop({ count, steps: 3, state: [s!], step: (_j, [t]) => ({ state: [op.add(t!, s!)], gathered: [] }) });
      return { state: [inner.state[0]!], gathered: [] };
    });
    expect(await run({ y: state[0]! }, [0, 0])).toEqual({ y: [16] });
  });

  test("inside a loop is moved before the outer one if nothing in it changes there", async () => {
    const { state } = over([constant(1)], (_i, [s]) => {
      const count = constantOf("int64", [], [3]);
      const inner = op.loop({
        count,
        steps: 3,
        state: [constant(1)],
        step: (_j, [t]) => ({ state: [op.mul(t!, 2)], gathered: [] }),
      });
      return { state: [op.add(op.sin(op.mul(s!, 0)), op.add(s!, inner.state[0]!))], gathered: [] };
    });
    expect(bodyOf({ y: state[0]! }).outside.filter((name) => name === "Loop")).toHaveLength(2);
    expect(await run({ y: state[0]! }, [0, 0])).toEqual({ y: [17] });
  });

  test("inside a loop is refused if it uses a value of the outer loop that isn't in its state", () => {
    const count = constantOf("int64", [], [3]);
    const inner = (s: Tensor) =>
      op.loop({ count, steps: 3, state: [constant(0)], step: (_j, [t]) => ({ state: [op.add(t!, op.exp(s))], gathered: [] }) });
    expect(() => over([constant(1)], (_i, [s]) => ({ state: inner(s!).state, gathered: [] }))).toThrow(
      new ShapeError("Loop: the body uses a value of the loop around it. Pass that value in the state."),
    );
  });
});

describe("a scan", () => {
  const parts = input("parts", "float32", [3, "batch"]);
  const sums = (options: { backwards?: boolean } = {}) =>
    op.scan({
      state: [constantOf("float32", [1], [100])],
      over: [parts],
      ...options,
      step: ([sum], [part]) => {
        const next = op.add(sum!, op.reduceSum(part!, [0], { keepDims: true }));
        return { state: [next], gathered: [op.mul(part!, next)] };
      },
    });
  const feeds = { parts: ndarray("float32", [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)) };
  const run = async (outputs: Record<string, Tensor>) => {
    const found = await (await compiled(toOnnx({ name: "test", inputs: [parts], outputs }))).run(feeds);
    return Object.fromEntries(Object.entries(found).map(([name, { data }]) => [name, Array.from(data, Number)]));
  };

  test("computes sums, and gathers a result of each part", async () => {
    const { state, gathered } = sums();
    expect(gathered[0]!.shape).toEqual(parts.shape);
    expect(await run({ sum: state[0]!, all: gathered[0]! })).toEqual({ sum: [121], all: [103, 206, 330, 440, 605, 726] });
  });

  test("runs backwards, and gathers results in the order of the parts", async () => {
    const { state, gathered } = sums({ backwards: true });
    expect(await run({ sum: state[0]!, all: gathered[0]! })).toEqual({ sum: [121], all: [121, 242, 354, 472, 555, 666] });
  });

  test("inside a loop may run over the state of the loop", async () => {
    const count = constantOf("int64", [], [2]);
    const { state } = op.loop({
      count,
      steps: 2,
      state: [constantOf("float32", [3], [1, 2, 3])],
      step: (_i, [x]) => {
        const doubled = op.scan({ state: [], over: [x!], step: (_s, [part]) => ({ state: [], gathered: [op.mul(part!, 2)] }) });
        return { state: [doubled.gathered[0]!], gathered: [] };
      },
    });
    expect(await run({ y: state[0]!, given: op.neg(parts) })).toMatchObject({ y: [4, 8, 12] });
  });

  test("is refused if its tensors differ in length", () => {
    expect(() =>
      op.scan({
        state: [],
        over: [parts, constant(ndarray("float32", [2], new Float32Array(2)))],
        step: () => ({ state: [], gathered: [] }),
      }),
    ).toThrow(new ShapeError("Scan needs tensors of equal length, but gets [3, batch] and [2]."));
  });
});

describe("an invalid graph or file is refused with a message", () => {
  const other = input("other", "float32", [2]);
  test.each<[string, GraphSpec]>([
    [
      'The graph uses an input "other" that isn\'t in `inputs`. Add it there.',
      { name: "t", inputs: [x], outputs: { y: op.add(x, other) } },
    ],
    [
      'Two inputs or outputs of the graph are named "x". Give them different names.',
      { name: "t", inputs: [x], outputs: { x: op.exp(x) } },
    ],
    [
      'Two inputs or outputs of the graph are named "other". Give them different names.',
      { name: "t", inputs: [other, input("other", "float32", [2])], outputs: { y: op.exp(other) } },
    ],
  ])("%s", (message, spec) => {
    expect(() => toOnnx(spec)).toThrow(new DataError(message));
  });

  test.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["text", new TextEncoder().encode("label,pixel_0,pixel_1\n5,0,255\n")],
    ["half a file", toOnnx({ name: "t", inputs: [x], outputs: { y: op.matmul(x, kernel) } }).subarray(0, 90)],
  ])("%s is not an ONNX file", (_what, bytes) => {
    expect(() => fromOnnx(bytes)).toThrow(new DataError("This is not an ONNX file. Give a model that was exported as ONNX."));
  });

  const withConstant = (dataType: number) => {
    const initializer = [create(TensorProtoSchema, { name: "w", dataType, dims: [2n], floatData: [1, 2] })];
    return toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph: { name: "t", initializer } }));
  };
  test.each<[string, number]>([
    [
      'Constant "w" has the ONNX element type 10, which isn\'t supported. Export the model with one of float32, uint8, int32, int64, string, bool, float64, uint32.',
      10,
    ],
    ['Constant "w" isn\'t stored as raw bytes. Export the model with raw data, the only supported form.', 1],
  ])("%s", (message, type) => {
    expect(() => fromOnnx(withConstant(type))).toThrow(new DataError(message));
  });
});
