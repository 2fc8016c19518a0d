import { create, toBinary } from "@bufbuild/protobuf";
import { GraphProtoSchema, ModelProtoSchema, NodeProtoSchema, TensorProtoSchema, ValueInfoProtoSchema } from "onnx-buf";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import { ndarray } from "../../src/core/ndarray.ts";
import { add, constant, input, matmul, relu, toOnnx } from "../../src/graph/index.ts";
import { toSafetensors } from "../../src/models/safetensors.ts";
import { faultsOf, openStudio, type StudioPages, trained } from "./studio.ts";

const kernel = ndarray("float32", [2, 3], Float32Array.of(-1, 0, 0, 0, 0, 3));
const x = input("x", "float32", ["batch", 2]);
const y = relu(add(matmul(x, constant(kernel, "dense/kernel")), 1));
const small = toOnnx({ name: "small", inputs: [x], outputs: { y }, types: true });

/** Returns a network of many operators, with skip connections. */
function large(count: number): Uint8Array {
  const node = Array.from({ length: count }, (_, i) =>
    create(NodeProtoSchema, {
      opType: i % 3 === 0 ? "Add" : "Relu",
      name: `operator ${i}`,
      input: i % 3 === 0 && i > 5 ? [`v${i}`, `v${i - 5}`] : [`v${i}`],
      output: [`v${i + 1}`],
    }),
  );
  const value = (name: string) => create(ValueInfoProtoSchema, { name });
  const graph = create(GraphProtoSchema, { node, input: [value("v0")], output: [value(`v${count}`)] });
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { graph }));
}

describe.skipIf(!findChromium())("the page Model", { timeout: 120_000 }, () => {
  let studio: StudioPages;
  let page: Page;
  const openFile = (name: string, bytes: Uint8Array) =>
    page.getByLabel("Files to open").setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });
  const graph = () => page.getByRole("application", { name: "Graph of the model" });
  const details = () => page.getByRole("region", { name: "Details" });
  const title = () => details().getByRole("heading").first().innerText();

  beforeAll(async () => {
    studio = await openStudio();
    page = await studio.open("#/work?data=garments&count=60&epochs=1");
    await trained(page);
  }, 180_000);
  afterAll(() => studio?.close());

  it("opens by itself with an ONNX file, and shows its operators and shapes", async () => {
    await openFile("small.onnx", small);
    await page.getByRole("heading", { name: "small.onnx" }).waitFor();
    expect(await page.locator("header p").first().innerText()).toBe("ONNX: 3 operators, 2 weights with 7 numbers");
    expect(await graph().locator("g.box").allTextContents()).toEqual([
      "x[batch, 2]",
      "Gemm[2, 3]",
      "Add[]",
      "Relu",
      "y[batch, 3]",
    ]);
    expect(await graph().locator(".shape").first().textContent()).toBe("[batch, 3]");
    expect(await details().innerText()).toContain("codings");
  });

  it("finds an operator by the name of its weight, and shows its attributes, types and the histogram of its weight", async () => {
    await graph().focus();
    await page.keyboard.press("/");
    await page.keyboard.type("dense/ker");
    await page.keyboard.press("Enter");
    expect(await title()).toBe("Gemm");
    expect(await details().innerText()).toMatch(/float32 \[batch, 2\][\s\S]*dense\/kernel\s+float32 \[2, 3\]/);
    const bars = details().getByRole("img", { name: "Histogram of dense/kernel" }).locator("rect");
    const heights = await bars.evaluateAll((all) => all.map((one) => Number(one.getAttribute("height"))));
    expect(heights.filter((height) => height > 0)).toEqual([0.25, 1, 0.25]);
    expect(await details().locator(".ends").first().innerText()).toMatch(/-1\.000\s+mean 0\.3333\s+3\.000/);
    await page.keyboard.press("Escape");
  });

  it("follows the values from operator to operator with the arrow keys", async () => {
    await page.keyboard.press("ArrowDown");
    expect(await title()).toBe("Add");
    await page.keyboard.press("ArrowDown");
    expect(await title()).toBe("Relu");
    await page.keyboard.press("ArrowUp");
    expect(await title()).toBe("Add");
  });

  it("shows the run's training program, whose loop opens, and leads back", async () => {
    await page.getByRole("button", { name: "Show this run's training program" }).click();
    await page.getByRole("heading", { name: "The training program of this run" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("Loop");
    await page.keyboard.press("Enter");
    await details()
      .getByRole("button", { name: /^Open the body/ })
      .click();
    expect(await page.getByRole("navigation", { name: "Opened graphs" }).innerText()).toContain("Loop body");
    await page.keyboard.press("/");
    await page.keyboard.type("Gemm");
    expect(await page.getByRole("region", { name: "Matches" }).getByRole("button").count()).toBeGreaterThan(8);
    await page.getByRole("region", { name: "Matches" }).getByRole("button").first().click();
    expect(await details().innerText()).toMatch(/float32 \[batch, \d+\]/);
    await page.getByRole("navigation", { name: "Opened graphs" }).getByRole("button").click();
    expect(await page.getByRole("navigation", { name: "Opened graphs" }).innerText()).toBe("");
    expect(await page.locator("header p").first().innerText()).toMatch(/^ONNX: \d+ operators/);
  });

  it("shows the run's autoencoder with its trained weights", async () => {
    await page.getByRole("button", { name: "Show this run's autoencoder" }).click();
    await page.getByRole("heading", { name: "The autoencoder of this run" }).waitFor();
    expect(await page.locator("header p").first().innerText()).toMatch(/weights with \d+,\d+ numbers/);
  });

  it("stays usable with 2,000 operators: it draws only those in the view, and finds others", async () => {
    await openFile("large.onnx", large(2000));
    await page.getByRole("heading", { name: "large.onnx" }).waitFor();
    const drawn = await graph().locator("g.box").count();
    expect(drawn).toBeGreaterThan(3);
    expect(drawn).toBeLessThan(200);
    await page.keyboard.press("/");
    await page.keyboard.type("operator 1776");
    await page.keyboard.press("Enter");
    await expect.poll(() => graph().locator("g.box.chosen").count()).toBe(1);
    expect(await details().innerText()).toContain("operator 1776");
    await page.getByRole("button", { name: "Whole graph" }).click();
    await expect.poll(() => graph().locator("g.box").count()).toBe(2002);
  });

  it("lists the weights of a safetensors file, each with a histogram", async () => {
    await openFile("w.safetensors", toSafetensors({ "a/kernel": kernel, "a/bias": ndarray("float32", [1], Float32Array.of(2)) }));
    await page.getByRole("button", { name: "a/kernel" }).click();
    expect(await details().innerText()).toContain("float32 [2, 3]");
    await page.getByRole("textbox").fill("bias");
    expect(await page.getByRole("region", { name: "Weights", exact: true }).locator("tbody tr").count()).toBe(1);
  });

  it("says in one line that a file is damaged, and that numbers are in another file", async () => {
    await openFile("broken.onnx", small.subarray(0, small.length - 7));
    await expect
      .poll(() => page.locator(".said").innerText())
      .toContain("broken.onnx isn't an ONNX file, or it is damaged or cut short. Download or export it again.");
    const weight = create(TensorProtoSchema, { name: "w", dims: [4n], dataType: 1, dataLocation: 1 });
    weight.externalData = [{ $typeName: "onnx.StringStringEntryProto", key: "location", value: "w.data" }];
    const node = [create(NodeProtoSchema, { opType: "Mul", input: ["w", "w"], output: ["y"] })];
    const model = create(ModelProtoSchema, { graph: create(GraphProtoSchema, { node, initializer: [weight] }) });
    await openFile("outside.onnx", toBinary(ModelProtoSchema, model));
    await expect
      .poll(() => page.locator(".note").innerText())
      .toMatch(/^The numbers of 1 weight are in another file \(w\.data\)/);
    await graph().locator("g.box").first().click();
    expect(await details().innerText()).toContain("The numbers aren't in this file");
  });

  it("has no violations that axe finds", async () => {
    await openFile("small.onnx", small);
    await graph().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await faultsOf(page, { pictures: "model" })).toEqual([]);
  });
});
