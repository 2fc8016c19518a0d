import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { canPipe, INSIDE, makeHostileFolder, OUTSIDE, send, statusOf } from "./hostile.fixture.ts";
import { type StudioServer, serveStudio } from "./serve.node.ts";

describe("the studio's server with hostile requests and files", () => {
  let folder: string;
  let server: StudioServer;
  const printed = vi.spyOn(console, "error").mockImplementation(() => undefined);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "codings-hostile-"));
    makeHostileFolder(folder);
    server = await serveStudio({ root: join(folder, "root"), page: join(folder, "page"), port: 0 });
  });
  afterEach(() => printed.mockClear());
  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true });
  });

  const ask = (path: string, { method = "GET" } = {}) =>
    send(
      Number(new URL(server.url).port),
      `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.token}\r\nConnection: close\r\n\r\n`,
    );

  it("serves the listed files", async () => {
    const listed = JSON.parse((await ask("/api/machine")).split("\r\n\r\n")[1]!);
    expect(listed.models.map(({ path }: { path: string }) => path)).toEqual(["folders", "linked", "model"]);
    expect(await ask("/api/file?path=rows.csv")).toMatch(new RegExp(`\r\n\r\na,b\n1,${INSIDE}\n$`));
  });

  it("serves no file that a link in a model folder leads to", async () => {
    const machine = await ask("/api/machine");
    expect(machine).toContain(`"path":"linked","family":"stacked","data":"${INSIDE}","files":["config.json"]`);
    expect(machine).not.toContain(OUTSIDE);
    for (const file of ["history.csv", "model.safetensors"]) {
      const answer = await ask(`/api/model?path=linked&file=${file}`);
      expect(statusOf(answer)).toBe(404);
      expect(answer).not.toContain(OUTSIDE);
    }
  });

  it.skipIf(!canPipe)("never waits for a named pipe", async () => {
    expect(await ask("/api/machine")).toContain('"path":"model"');
    for (const path of ["model?path=model&file=history.csv", "model?path=pipe&file=config.json", "file?path=pipe.csv"])
      expect(statusOf(await ask(`/api/${path}`))).toBe(404);
  });

  it("doesn't serve a folder that is named like a file", async () => {
    expect(statusOf(await ask("/api/model?path=folders&file=history.csv"))).toBe(404);
    expect(statusOf(await ask("/api/file?path=table.csv"))).toBe(404);
  });

  it.skipIf(process.getuid?.() === 0)("answers with 404 for a file without read permission", async () => {
    expect(statusOf(await ask("/api/file?path=closed.csv"))).toBe(404);
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])("has no dataset called %s", async (name) => {
    for (const array of ["examples.npy", "labels.npy", "__proto__"])
      expect(statusOf(await ask(`/api/data/${name}/${array}`))).toBe(404);
    expect(printed).not.toHaveBeenCalled();
  });

  it("answers only GET and HEAD", async () => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
      for (const path of ["/", "/api/machine", "/api/file?path=rows.csv", "/api/data/garments/labels.npy"])
        expect([method, path, statusOf(await ask(path, { method }))]).toEqual([method, path, 405]);
    const head = await ask("/api/file?path=rows.csv", { method: "HEAD" });
    expect(statusOf(head)).toBe(200);
    expect(head).toMatch(/content-length: 27\r\n/i);
    expect(head).toMatch(/\r\n\r\n$/);
  });

  it("never lets a browser show a data file as a page", async () => {
    const answer = await ask("/api/file?path=page.csv");
    expect(answer).toMatch(/content-type: application\/octet-stream\r\n/i);
    expect(answer).toMatch(/x-content-type-options: nosniff\r\n/i);
    expect(answer).toMatch(/cross-origin-resource-policy: same-origin\r\n/i);
  });
});
