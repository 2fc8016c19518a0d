import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseNpy } from "../../data/readers/npy.ts";
import { studioApp } from "./app.node.ts";
import { modelIn } from "./machine.node.ts";

describe("the studio's server", () => {
  let folder: string;
  let app: ReturnType<typeof studioApp>;
  const access = { token: "token", host: "127.0.0.1", address: "127.0.0.1" };
  const ask = (path: string) => app.request(path, { headers: { host: "localhost:4173", authorization: "Bearer token" } });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "codings-studio-"));
    await mkdir(join(folder, "root/out/digits"), { recursive: true });
    await mkdir(join(folder, "root/.hidden"), { recursive: true });
    await mkdir(join(folder, "page"), { recursive: true });
    const config = { format: 1, family: "stacked", options: { data: "mnist" } };
    await writeFile(join(folder, "root/out/digits/config.json"), JSON.stringify(config));
    await writeFile(join(folder, "root/out/digits/model.safetensors"), "weights");
    await writeFile(join(folder, "root/out/digits/private.txt"), "secret");
    await mkdir(join(folder, "root/out/orders"), { recursive: true });
    const ofOrders = { format: 1, family: "tied", options: { data: join(folder, "root/orders.csv") } };
    await writeFile(join(folder, "root/out/orders/config.json"), JSON.stringify(ofOrders));
    await writeFile(join(folder, "root/orders.csv"), "a,b\n1,2\n");
    await writeFile(join(folder, "root/notes.txt"), "secret");
    await writeFile(join(folder, "root/.hidden/keys.csv"), "secret");
    await writeFile(join(folder, "outside.csv"), "secret");
    await writeFile(join(folder, "page/index.html"), "<!doctype html><title>studio</title>");
    await mkdir(join(folder, "page/assets"));
    await mkdir(join(folder, "page/ort"));
    await writeFile(join(folder, "page/assets/index-CjmCCe9L.js"), "script");
    await writeFile(join(folder, "page/ort/runtime.wasm"), "runtime");
    app = studioApp({ ...access, root: join(folder, "root"), page: join(folder, "page") });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("lists the models and data files of its folder, without hidden ones", async () => {
    expect(await (await ask("/api/machine")).json()).toEqual({
      models: [
        { path: "out/digits", family: "stacked", data: "mnist", files: ["config.json", "model.safetensors"] },
        { path: "out/orders", family: "tied", data: "orders.csv", files: ["config.json"] },
      ],
      files: [{ path: "orders.csv", size: 8 }],
      sets: expect.not.arrayContaining([expect.objectContaining({ name: "garments" })]),
    });
  });

  it("serves the page cross-origin isolated, so that it may use threads", async () => {
    const response = await ask("/");
    expect(await response.text()).toContain('<meta name="codings-machine" content="api/machine" /><title>studio</title>');
    expect(response.headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(response.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    expect(response.headers.get("content-security-policy")).toBe("frame-ancestors 'none'");
  });

  it("serves ONNX Runtime's files for GPUs from the installed package", async () => {
    const response = await ask("/ort/ort-wasm-simd-threaded.asyncify.mjs");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("javascript");
    expect(response.headers.get("cross-origin-embedder-policy")).toBe("require-corp");
    expect((await ask("/ort/../package.json")).status).toBe(404);
  });

  it("lets browsers cache files that never change, and doesn't send a file again that hasn't changed", async () => {
    expect((await ask("/assets/index-CjmCCe9L.js")).headers.get("cache-control")).toBe("max-age=31536000, immutable");
    expect((await ask("/")).headers.get("cache-control")).toBe("no-cache");
    const again = async (etag: string) =>
      app.request("/ort/runtime.wasm", { headers: { host: "localhost", "If-None-Match": etag } });
    const first = await ask("/ort/runtime.wasm");
    expect(first.headers.get("cache-control")).toBe("no-cache");
    const etag = first.headers.get("etag")!;
    const second = await again(etag);
    expect([second.status, await second.text()]).toEqual([304, ""]);
    expect(second.headers.get("cross-origin-resource-policy")).toBe("same-origin");
    await writeFile(join(folder, "page/ort/runtime.wasm"), "newer runtime");
    const third = await again(etag);
    expect([third.status, await third.text()]).toEqual([200, "newer runtime"]);
  });

  it("serves the files that it has listed", async () => {
    expect(await (await ask("/api/file?path=orders.csv")).text()).toBe("a,b\n1,2\n");
    expect(await (await ask("/api/model?path=out/digits&file=model.safetensors")).text()).toBe("weights");
  });

  it.each([
    ["a file outside of its folder", "/api/file?path=../outside.csv"],
    ["a file of another kind", "/api/file?path=notes.txt"],
    ["a hidden file", "/api/file?path=.hidden/keys.csv"],
    ["a file in a model folder that isn't part of the model", "/api/model?path=out/digits&file=private.txt"],
    ["a model outside of its folder", "/api/model?path=..&file=config.json"],
    ["a file outside of the page's folder", "/..%2froot/notes.txt"],
    ["an unknown dataset", "/api/data/nothing/examples.npy"],
  ])("doesn't serve %s", async (_what, path) => {
    const response = await ask(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain("secret");
  });

  it("serves known datasets as arrays", async () => {
    const response = await ask("/api/data/garments/labels.npy");
    const labels = parseNpy(new Uint8Array(await response.arrayBuffer()), "labels.npy");
    expect(labels.shape).toEqual([12_000]);
    expect(new Set(Array.from(labels.data, Number)).size).toBe(10);
  });

  it("starts with a model from another folder if requested", async () => {
    await mkdir(join(folder, "elsewhere"), { recursive: true });
    await writeFile(join(folder, "elsewhere/config.json"), JSON.stringify({ format: 1, family: "tied", options: {} }));
    const first = await modelIn(join(folder, "root"), join(folder, "elsewhere"));
    app = studioApp({ ...access, root: join(folder, "root"), page: join(folder, "page"), first: first! });
    expect(await (await ask("/api/machine")).json()).toMatchObject({ first: "../elsewhere" });
    expect((await (await ask("/api/model?path=../elsewhere&file=config.json")).json()).family).toBe("tied");
  });

  it("lists the model file that it was started with, also if the search didn't reach it, and serves it", async () => {
    await mkdir(join(folder, "root/a/b/c/d/e"), { recursive: true });
    await writeFile(join(folder, "root/a/b/c/d/e/net.onnx"), "onnx");
    const file = { path: "a/b/c/d/e/net.onnx", size: 4 };
    app = studioApp({ ...access, root: join(folder, "root"), page: join(folder, "page"), file });
    const { files } = (await (await ask("/api/machine")).json()) as { files: readonly unknown[] };
    expect(files).toContainEqual(file);
    expect(await (await ask(`/api/file?path=${file.path}`)).text()).toBe("onnx");
  });
});
