import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type StudioServer, serveStudio } from "./serve.node.ts";

const SECRET = "this-must-stay-on-the-disk";
const canPipe = process.platform !== "win32" && spawnSync("mkfifo", ["--version"]).error === undefined;

describe("the studio's server with hostile requests and files", () => {
  let folder: string;
  let server: StudioServer;
  const printed = vi.spyOn(console, "error").mockImplementation(() => undefined);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "codings-hostile-"));
    const at = (...path: string[]) => join(folder, ...path);
    const config = JSON.stringify({ format: 1, family: "stacked", options: {} });
    for (const name of [
      "root/model",
      "root/linked",
      "root/pipe",
      "root/folders/history.csv",
      "root/table.csv",
      "root/.hidden",
      "page",
    ])
      await mkdir(at(name), { recursive: true });
    await writeFile(at("secret.csv"), SECRET);
    await writeFile(at("secret.json"), JSON.stringify({ format: 1, family: SECRET }));
    await writeFile(at("root/.hidden/keys.csv"), SECRET);
    await writeFile(at("root/model/config.json"), config);
    await writeFile(at("root/model/private.txt"), SECRET);
    await writeFile(at("root/rows.csv"), "a,b\n1,2\n");
    await writeFile(at("root/page.csv"), "<script>alert(1)</script>");
    await writeFile(at("page/index.html"), "<!doctype html><title>studio</title>");
    // A model folder whose files are links to other folders, a config.json that is such a link, and folders named like files.
    await writeFile(at("root/linked/config.json"), config);
    await symlink(at("secret.csv"), at("root/linked/history.csv"));
    await symlink(at("root/.hidden/keys.csv"), at("root/linked/model.safetensors"));
    await mkdir(at("root/config"), { recursive: true });
    await symlink(at("secret.json"), at("root/config/config.json"));
    await writeFile(at("root/folders/config.json"), config);
    // Links that form a circle, and links out of the folder.
    await symlink(at("root"), at("root/model/circle"));
    await symlink(folder, at("root/out"));
    await symlink(at("secret.csv"), at("root/link.csv"));
    await writeFile(at("root/closed.csv"), SECRET);
    await chmod(at("root/closed.csv"), 0);
    if (canPipe) {
      spawnSync("mkfifo", [at("root/pipe/config.json"), at("root/model/history.csv"), at("root/pipe.csv")]);
    }
    server = await serveStudio({ root: at("root"), page: at("page"), port: 0 });
  });
  afterEach(() => printed.mockClear());
  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true });
  });

  /** Sends raw text over a socket. Returns everything that comes back until the server closes it. */
  const send = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
      const parts: Buffer[] = [];
      const end = () => {
        clearTimeout(late);
        resolve(Buffer.concat(parts).toString("latin1"));
      };
      const late = setTimeout(() => {
        socket.destroy();
        reject(new Error(`No answer to ${text.slice(0, 200)}`));
      }, 10_000);
      socket.on("data", (part: Buffer) => parts.push(part));
      socket.on("error", () => undefined);
      socket.on("close", end);
      socket.write(text);
    });
  const ask = (path: string, { method = "GET" } = {}) =>
    send(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.token}\r\nConnection: close\r\n\r\n`);
  const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

  it("serves the listed files", async () => {
    const listed = JSON.parse((await ask("/api/machine")).split("\r\n\r\n")[1]!);
    expect(listed.models.map(({ path }: { path: string }) => path)).toEqual(["folders", "linked", "model"]);
    expect(await ask("/api/file?path=rows.csv")).toMatch(/\r\n\r\na,b\n1,2\n$/);
  });

  it("serves no file that a link in a model folder leads to", async () => {
    const machine = await ask("/api/machine");
    expect(machine).toContain('"path":"linked","family":"stacked","files":["config.json"]');
    expect(machine).not.toContain(SECRET);
    for (const file of ["history.csv", "model.safetensors"]) {
      const answer = await ask(`/api/model?path=linked&file=${file}`);
      expect(statusOf(answer)).toBe(404);
      expect(answer).not.toContain(SECRET);
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
    expect(head).toMatch(/content-length: 8\r\n/i);
    expect(head).toMatch(/\r\n\r\n$/);
  });

  it("never lets a browser show a data file as a page", async () => {
    const answer = await ask("/api/file?path=page.csv");
    expect(answer).toMatch(/content-type: application\/octet-stream\r\n/i);
    expect(answer).toMatch(/x-content-type-options: nosniff\r\n/i);
    expect(answer).toMatch(/cross-origin-resource-policy: same-origin\r\n/i);
  });
});
