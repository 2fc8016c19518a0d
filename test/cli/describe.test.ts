import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ndarray } from "../../src/core/ndarray.ts";
import { add, constant, input, relu, toOnnx } from "../../src/graph/index.ts";
import { toSafetensors } from "../../src/models/safetensors.ts";
import { runCodings } from "../codings.fixture.ts";

let folder = "";
const x = input("x", "float32", ["batch", 2]);
const bias = constant(ndarray("float32", [2], Float32Array.of(1, 2)), "bias");
const onnx = toOnnx({ name: "net", inputs: [x], outputs: { y: relu(add(x, bias)) }, types: true });
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-describe-"));
  writeFileSync(join(folder, "net.onnx"), onnx);
  writeFileSync(join(folder, "cut.onnx"), onnx.subarray(0, onnx.length - 5));
  writeFileSync(join(folder, "w.safetensors"), toSafetensors({ kernel: ndarray("float32", [3, 1], new Float32Array(3)) }));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("codings describe lists the operators, types and weights of an ONNX file", async () => {
  const { status, stdout } = await runCodings(folder, ["describe", "net.onnx"]);
  expect(status).toBe(0);
  expect(stdout).toContain("net.onnx: ONNX, 2 operators, 1 weight with 2 numbers\nwritten by: codings\n");
  expect(stdout).toContain("input x: float32 [batch, 2]\noutput y: float32 [batch, 2]\n");
  expect(stdout).toMatch(/\nAdd +\S+ +float32 \[batch, 2\]/);
  expect(stdout).toMatch(/\nbias +float32 \[2\] +2\n/);
});

it("codings describe --json has the whole graph", async () => {
  const { stdout } = await runCodings(folder, ["describe", "net.onnx", "--json"]);
  const { operators, graph } = JSON.parse(stdout);
  expect(operators).toEqual({ Add: 1, Relu: 1 });
  expect(graph.weights).toEqual([{ name: "bias", dtype: "float32", shape: [2] }]);
  expect(graph.values[graph.nodes[0].outputs[0]]).toEqual({ dtype: "float32", shape: ["batch", 2] });
});

it("codings describe lists the weights of a safetensors file", async () => {
  const { stdout } = await runCodings(folder, ["describe", "w.safetensors"]);
  expect(stdout).toContain("w.safetensors: safetensors, 0 operators, 1 weight with 3 numbers");
  expect(stdout).toMatch(/\nkernel +float32 \[3, 1\] +3\n/);
});

it.each([
  ["describe", "cut.onnx"],
  ["studio", "cut.onnx"],
])("codings %s refuses a damaged file in one line", async (...args) => {
  const { status, stdout, stderr } = await runCodings(folder, args);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toBe("codings: cut.onnx isn't an ONNX file, or it is damaged or cut short. Download or export it again.\n");
});

it.each(["describe", "studio"])("codings %s refuses a file that isn't there, and a folder, in one line", async (command) => {
  mkdirSync(join(folder, "folder.onnx"), { recursive: true });
  for (const file of ["missing.onnx", "folder.onnx"]) {
    const { status, stdout, stderr } = await runCodings(folder, [command, file]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(file);
    expect(stderr).not.toContain("unexpected");
    expect(stderr.trim().split("\n")).toHaveLength(1);
  }
});
