import { afterEach, describe, expect, it, vi } from "vitest";
import { fetchWithToken, takeToken } from "./token.ts";

/** Opens a page with an address, in a browser with or without storage. Returns the address that it then shows. */
function opened(hash: string, stored?: Map<string, string>): string {
  let shown = hash;
  const noStorage = () => {
    throw new Error("SecurityError");
  };
  vi.stubGlobal("location", { hash });
  vi.stubGlobal("history", { replaceState: (_state: null, _title: string, next: string) => (shown = next) });
  vi.stubGlobal("localStorage", {
    setItem: stored ? (name: string, value: string) => stored.set(name, value) : noStorage,
    getItem: stored ? (name: string) => stored.get(name) ?? null : noStorage,
  });
  vi.stubGlobal("document", { baseURI: "http://127.0.0.1:4173/" });
  vi.stubGlobal("fetch", async (_url: URL, { headers }: { headers: { authorization: string } }) => headers.authorization);
  takeToken();
  return shown;
}

describe("the token of codings studio", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("leaves the address, and other tabs have it", async () => {
    const stored = new Map<string, string>();
    expect(opened("#/work?model=out%2Fdigits&token=secret", stored)).toBe("#/work?model=out%2Fdigits");
    expect(await fetchWithToken("api/machine")).toBe("Bearer secret");
    expect(opened("#/work?model=out%2Fdigits", stored)).toBe("#/work?model=out%2Fdigits");
    expect(await fetchWithToken("api/machine")).toBe("Bearer secret");
    expect(opened("#/?token=newer", stored)).toBe("#/");
    expect(await fetchWithToken("api/machine")).toBe("Bearer newer");
  });

  it("is also known to a page that can't store it", async () => {
    expect(opened("#/?token=secret")).toBe("#/");
    expect(await fetchWithToken("api/machine")).toBe("Bearer secret");
  });
});
