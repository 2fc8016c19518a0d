import { readdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";
import { DataError } from "../../core/errors.ts";
import { temporaryFolder } from "../../core/temporary.fixture.ts";
import { cacheFolder, fetchFashionMnist } from "./fashion-mnist.node.ts";

const md5s = vi.hoisted(() => new Map<string, string>());
vi.mock(import("../../core/files.node.ts"), async (original) => {
  const real = await original();
  return {
    ...real,
    checksum: (algorithm: "md5" | "sha256", bytes: Uint8Array) =>
      md5s.get(String.fromCharCode(...bytes)) ?? real.checksum(algorithm, bytes),
  };
});

const folder = temporaryFolder();
beforeEach(() => vi.stubEnv("CODINGS_CACHE", folder.path()));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  md5s.clear();
});

const alternatives = "Give the path of a folder with its four .gz files, or use mnist or garments.";

describe("fetching Fashion-MNIST", () => {
  it("suggests alternatives if there is no network", async () => {
    const fetch = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") }));
    await expect(fetchFashionMnist({ fetch })).rejects.toThrow(
      new DataError(`Fashion-MNIST can't be downloaded (getaddrinfo ENOTFOUND). ${alternatives}`),
    );
  });

  it("stops after 15 seconds if the server doesn't answer", async () => {
    vi.useFakeTimers();
    const fetch: typeof globalThis.fetch = (_url, init) => {
      queueMicrotask(() => vi.advanceTimersByTime(15_000));
      return new Promise((_, reject) => init!.signal!.addEventListener("abort", () => reject(init!.signal!.reason)));
    };
    await expect(fetchFashionMnist({ fetch })).rejects.toThrow(
      new DataError(`Fashion-MNIST can't be downloaded (no answer for 15 seconds). ${alternatives}`),
    );
  });

  it("reports the answer of the server", async () => {
    await expect(fetchFashionMnist({ fetch: async () => new Response("", { status: 404 }) })).rejects.toThrow(
      new DataError(`Fashion-MNIST can't be downloaded (HTTP 404). ${alternatives}`),
    );
  });

  it("refuses a file with a wrong checksum, and stores nothing of it", async () => {
    await expect(fetchFashionMnist({ fetch: async () => new Response("not it") })).rejects.toThrow(
      /^https:\/\/raw\.githubusercontent\.com\/zalandoresearch\/fashion-mnist\/master\/data\/fashion\/train-images-idx3-ubyte\.gz: the checksum differs from the published one\. Try again, or give a folder with the four files\.$/,
    );
    expect(await readdir(folder.path())).toEqual([]);
  });

  it("stores the four files, reports its progress, and downloads only broken files the next time", async () => {
    const files = [
      ["train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"],
      ["train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"],
      ["t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"],
      ["t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"],
    ] as const;
    for (const [file, md5] of files) md5s.set(file, md5);
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (url) => {
      const file = String(url).split("/").at(-1)!;
      asked.push(file);
      return new Response(file, { headers: { "content-length": String(file.length) } });
    };
    const progress: [string, number, number][] = [];
    const at = await fetchFashionMnist({ fetch, onProgress: (...step) => progress.push(step) });
    expect([at, (await readdir(at)).sort()]).toEqual([folder.path("fashion-mnist"), files.map(([file]) => file).sort()]);
    expect(progress).toEqual(files.map(([file]) => [file, file.length, file.length]));

    await writeFile(join(at, files[3][0]), "broken");
    await fetchFashionMnist({ fetch });
    expect(asked).toEqual([...files.map(([file]) => file), files[3][0]]);
  });
});

test("downloads are stored in $CODINGS_CACHE, else $XDG_CACHE_HOME/codings, else ~/.cache/codings", () => {
  expect(cacheFolder()).toBe(folder.path());
  vi.stubEnv("CODINGS_CACHE", "");
  vi.stubEnv("XDG_CACHE_HOME", "xdg");
  expect(cacheFolder()).toBe(join("xdg", "codings"));
  vi.stubEnv("XDG_CACHE_HOME", "");
  expect(cacheFolder()).toBe(join(homedir(), ".cache", "codings"));
});
