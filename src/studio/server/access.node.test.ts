import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { studioApp } from "./app.node.ts";

const access = { token: "right", host: "127.0.0.1", address: "127.0.0.1" };
const allowed = { host: "127.0.0.1:4173", authorization: "Bearer right" };
const folders = { root: import.meta.dirname, page: import.meta.dirname };

/** Requests something, and returns the status. */
async function status(headers: Readonly<Record<string, string>>, path = "/api/machine", served = access): Promise<number> {
  const { host = "localhost" } = headers;
  return (await studioApp({ ...folders, ...served }).request(`http://${host}${path}`, { headers })).status;
}

describe("the studio's server", () => {
  it("sends data only to those who have the token", async () => {
    expect(await status(allowed)).toBe(200);
    for (const authorization of ["", "Bearer", "Bearer wrong", "Bearer righ", "Bearer right1", "right", "Basic right"])
      for (const path of ["/api/machine", "/api/file?path=app.node.ts", "/api/data/garments/labels.npy", "/api/nothing", "/api"])
        expect([authorization, path, await status({ ...allowed, authorization }, path)]).toEqual([authorization, path, 401]);
    expect(await status({ host: "localhost" })).toBe(401);
  });

  it("sends the page without the token, and the token with nothing", async () => {
    const app = studioApp({ ...folders, ...access });
    const page = await app.request("/access.node.test.ts", { headers: { host: "localhost" } });
    expect(page.status).toBe(200);
    expect(JSON.stringify([...page.headers])).not.toContain("right");
  });

  it("sends no data to a page of another site", async () => {
    for (const site of ["cross-site", "same-site", "none", ""])
      expect(await status({ ...allowed, "sec-fetch-site": site })).toBe(403);
    for (const origin of [
      "http://evil.example",
      "null",
      "http://127.0.0.1",
      "http://localhost:4173",
      "https://127.0.0.1:4173",
      "",
    ])
      expect([origin, await status({ ...allowed, origin })]).toEqual([origin, 403]);
    expect(await status({ ...allowed, "sec-fetch-site": "same-origin", origin: "http://127.0.0.1:4173" })).toBe(200);
  });

  it.each([
    "evil.example",
    "evil.example:80",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.2",
    "0.0.0.0",
    "::1",
    "10.0.0.1",
  ])("doesn't answer to the name %s", async (host) => {
    const app = studioApp({ ...folders, ...access });
    for (const path of ["/", "/api/machine"]) {
      expect((await app.request(`http://localhost${path}`, { headers: { ...allowed, host } })).status).toBe(403);
      if (host !== "::1") expect((await app.request(`http://${host}${path}`, { headers: allowed })).status).toBe(403);
    }
  });

  it("answers to its own names, and with --host to that host", async () => {
    for (const host of ["localhost", "LOCALHOST:1", "127.0.0.1:4173", "[::1]:4173"])
      expect(await status({ ...allowed, host })).toBe(200);
    const served = { ...access, host: "Studio.example", address: "10.0.0.1" };
    for (const host of ["studio.example:80", "10.0.0.1", "localhost"])
      expect(await status({ ...allowed, host }, undefined, served)).toBe(200);
    for (const host of ["other.example", "10.0.0.2"]) expect(await status({ ...allowed, host }, undefined, served)).toBe(403);
    const everywhere = { ...access, host: "0.0.0.0", address: "0.0.0.0" };
    for (const host of [hostname(), "10.0.0.2:80", "[fe80::1]:80"])
      expect(await status({ ...allowed, host }, undefined, everywhere)).toBe(200);
    for (const host of ["evil.example", "10.0.0.2.evil.example"])
      expect(await status({ ...allowed, host }, undefined, everywhere)).toBe(403);
  });

  it("accepts no body", async () => {
    expect(await status({ ...allowed, "content-length": "0" })).toBe(200);
    for (const headers of [{ "content-length": "1" }, { "transfer-encoding": "chunked" }, { "content-length": "1e9" }])
      for (const path of ["/", "/api/machine"])
        expect(await status({ ...allowed, ...headers } as typeof allowed, path)).toBe(413);
  });

  it("sends every answer of /api with headers that keep it from other sites and from caches", async () => {
    const app = studioApp({ ...folders, ...access });
    const found: number[] = [];
    for (const [headers, path, method] of [
      [allowed, "/api/machine", "GET"],
      [allowed, "/api/machine", "HEAD"],
      [allowed, "/api/nothing", "GET"],
      [allowed, "/api/machine", "POST"],
      [{ ...allowed, "content-length": "1" }, "/api/machine", "GET"],
      [{ ...allowed, authorization: "" }, "/api/machine", "GET"],
      [{ ...allowed, host: "evil.example" }, "/api/machine", "GET"],
    ] as const) {
      const response = await app.request(path, { headers, method });
      found.push(response.status);
      expect(response.headers.get("content-type")).toMatch(/^(text\/plain|application\/json)/);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
      });
    }
    expect(found).toEqual([200, 200, 404, 405, 413, 401, 403]);
  });
});
