import { afterEach, describe, expect, it } from "vitest";
import { type StudioServer, serveStudio } from "./serve.node.ts";

describe("the studio's server", () => {
  const open: StudioServer[] = [];
  const serve = async (host?: string, port = 0) => {
    const server = await serveStudio({
      root: import.meta.dirname,
      page: import.meta.dirname,
      port,
      ...(host !== undefined && { host }),
    });
    open.push(server);
    return server;
  };
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });

  it.each([
    [undefined, "127.0.0.1", false],
    ["localhost", "localhost", false],
    ["0.0.0.0", "127.0.0.1", true],
  ])("listens to %s, and requires the token there", async (host, name, isExposed) => {
    const server = await serve(host);
    expect(server.isExposed).toBe(isExposed);
    if (!isExposed) expect(new URL(server.url).hostname).toBe(name);
    const address = `http://${name}:${new URL(server.url).port}/api/machine`;
    const authorization = `Bearer ${server.token}`;
    expect((await fetch(address)).status).toBe(401);
    expect((await fetch(address, { headers: { authorization } })).status).toBe(200);
  });

  it("has another token each time, and puts it into addresses", async () => {
    const servers = [await serve(), await serve()];
    expect(new Set(servers.map(({ token }) => token)).size).toBe(2);
    for (const { at, url, token } of servers) {
      expect(token).toMatch(/^[\w-]{32}$/);
      expect([at(), at("#/work?epochs=5")]).toEqual([`${url}#/?token=${token}`, `${url}#/work?epochs=5&token=${token}`]);
    }
  });

  it.each(["", "nowhere.invalid", "192.0.2.1"])("refuses the host %j", async (host) => {
    await expect(serve(host)).rejects.toThrow(`"${host}" isn't a name or an address of this machine.`);
  });

  it("refuses a port that is in use", async () => {
    const { port } = new URL((await serve()).url);
    await expect(serve(undefined, Number(port))).rejects.toThrow(`Port ${port} is already in use.`);
  });
});
