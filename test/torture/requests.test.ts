import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { INSIDE, makeHostileFolder, OUTSIDE, send, statusOf } from "../../src/studio/server/hostile.fixture.ts";
import { isLong, report, timeout, times } from "./torture.fixture.ts";

// `codings studio` runs in a process of its own, in a folder with models, data files, links and pipes. The requests are made
// from a seed: each combines a target with a host, a token, the headers of a browser and a way to end the request.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "codings-requests-"));
  makeHostileFolder(folder);
  writeFileSync(join(folder, "root/large.csv"), "a\n");
  truncateSync(join(folder, "root/large.csv"), 200 * 2 ** 20);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Studio {
  readonly child: ChildProcess;
  readonly port: number;
  readonly token: string;
  /** Everything that the process has written. */
  readonly printed: string[];
}
let studio: Studio;
afterEach(() => studio?.child.kill("SIGKILL"));

async function start(): Promise<void> {
  const child = spawn(process.execPath, [resolve("dist/cli/main.js"), "studio", "--port", "0"], { cwd: join(folder, "root") });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => printed.push(String(part)));
  for (;;) {
    const [, port, token] = /:(\d+)\/#\/\?token=(\S+)\n/.exec(printed.join("")) ?? [];
    if (token) studio = { child, port: Number(port), token, printed };
    if (token) return;
    if (child.exitCode !== null) throw new Error(printed.join(""));
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** A part of a request, and whether the server may send data, or the page, if it contains this part. */
type Part = readonly [text: string, isFine: boolean];
/** How soon a server with 500 slow connections must answer. In `npm test`, other tests need the processor at the same time. */
const SOON_MS = times(5000, 1000);

const fine = (text: string): Part => [text, true];
const wrong = (text: string): Part => [text, false];

/** What is asked for. The last part says what the answer to a request without any fault contains. */
const TARGETS = [
  ["/api/machine", `"models":[`],
  ["/api/file?path=rows.csv", `a,b\n1,${INSIDE}\n`],
  ["/api/model?path=model&file=config.json", `"data":"${INSIDE}"`],
  ["/", '<meta name="codings-machine"'],
  ["/index.html", '<meta name="codings-machine"'],
] as const;
const UP = ".. %2e%2e .%2e %252e%252e ..%00 %c0%ae%c0%ae %e0%80%ae%e0%80%ae %uff0e%uff0e .... ..; %ff%fe \xc0\xae.".split(" ");
const SLASHES = "/ %2f %5c \\ // %252f /./ %c0%af \xc0\xaf %00/".split(" ");
const GOALS = "secret.csv secret.json etc/passwd root/.hidden/keys.csv root/model/private.txt proc/self/environ dev/zero ".split(
  " ",
);
const NAMES = "__proto__ constructor toString hasOwnProperty .. . %00 NaN length mnist garments%00 model root ".split(" ");
const LINKS = "link.csv out/secret.csv pipe.csv table.csv model/circle/rows.csv model/private.txt .hidden/keys.csv".split(" ");
const FILES = "config.json history.csv model.safetensors private.txt circle checkpoint.safetensors".split(" ");
const FOLDERS = "linked pipe config out folders model/circle root .. .hidden model%00".split(" ");
const PLACES: readonly ((name: string) => string)[] = [
  (name) => `/${name}`,
  (name) => `//${name}`,
  (name) => `/assets/${name}`,
  (name) => `/index.html/${name}`,
  (name) => `/api/${name}`,
  (name) => `/api/file?path=${name}`,
  (name) => `/api/file?path=rows.csv&path=${name}`,
  (name) => `/api/file?path[]=${name}`,
  (name) => `/api/model?path=${name}&file=config.json`,
  (name) => `/api/model?path=model&file=${name}`,
  (name) => `/api/data/${name}/examples.npy`,
  (name) => `/api/data/mnist/${name}`,
  (name) => `file:///${name}`,
  (name) => `http://evil.example/${name}`,
  (name) => name,
];

class Requests {
  private readonly random = random(2026);

  private one = <T>(of: readonly T[]): T => of[this.random.integer(of.length)]!;
  private chance = (p: number): boolean => this.random.uniform() < p;
  /** Chooses the usual part most of the time, so that many requests have only one fault. */
  private mostly = (usual: Part, others: readonly Part[]): Part => (this.chance(0.75) ? usual : this.one(others));

  private hostileTarget(): string {
    const climb = () => (this.one(UP) + this.one(SLASHES)).repeat(1 + this.random.integer(6)) + this.one(GOALS);
    const model = () => `/api/model?path=${this.one(FOLDERS)}&file=${this.one(FILES)}`;
    const name = () => this.one(PLACES)(this.one([climb, climb, () => this.one(NAMES), () => this.one(LINKS)])());
    const target = this.one([name, name, name, model])();
    return this.chance(0.15) ? this.encoded(target) : target;
  }

  /** Encodes some characters once or twice, or puts odd bytes between them. */
  private encoded(text: string): string {
    const byte = (code: number) => `%${code.toString(16).padStart(2, "0")}`;
    return Array.from(text, (letter) => {
      if (!this.chance(0.2)) return letter;
      const code = letter.charCodeAt(0);
      return this.one([
        byte(code),
        byte(code).replace("%", "%25"),
        letter + byte(0),
        `${letter}\xff`,
        `%c0${byte(0x80 | (code & 63))}`,
      ]);
    }).join("");
  }

  /** Makes a request. `isAllowed` says whether it may get data, and `expected` what the answer must contain if the request has no fault. */
  make({ port, token }: Studio): {
    readonly text: string;
    readonly target: string;
    readonly isAllowed: boolean;
    readonly expected: string | undefined;
  } {
    const [known, contents] = this.one(TARGETS);
    const target = this.chance(0.4) ? known : this.hostileTarget();
    const own = `127.0.0.1:${port}`;
    const smuggled = `GET /api/file?path=rows.csv HTTP/1.1\r\nHost: ${own}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
    const parts = {
      method: this.mostly(
        fine("GET"),
        ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "G\0T", "", "PRI"].map(wrong),
      ),
      version: this.mostly(
        fine("HTTP/1.1"),
        ["HTTP/0.9", "HTTP/2.0", "HTTP/1.1 x", "http/1.1", "", "HTTP/1.1\r\nX : y"].map(wrong),
      ),
      host: this.mostly(fine(`Host: ${own}\r\n`), [
        fine("Host: localhost\r\n"),
        fine("Host: [::1]:80\r\n"),
        ...[
          "evil.example",
          `evil.example:${port}`,
          "127.0.0.1.evil.example",
          "localhost@evil.example",
          "0.0.0.0",
          "127.0.0.2",
          "2130706433",
          "[::",
          "",
          "a\0b",
          "localhost, evil.example",
          "localhost/../x",
          "\xef\xbd\x8cocalhost",
        ].map((host) => wrong(`Host: ${host}\r\n`)),
        wrong(""),
        wrong(`Host: ${own}\r\nHost: evil.example\r\n`),
        wrong(`Host: evil.example\r\nX-Forwarded-Host: ${own}\r\n`),
      ]),
      token: this.mostly(fine(`Authorization: Bearer ${token}\r\n`), [
        ...["", `Cookie: token=${token}\r\n`, `X-Token: ${token}\r\n`, "Authorization:\r\n"].map(wrong),
        ...[
          "Bearer",
          "Bearer null",
          `Bearer ${token.slice(1)}`,
          `Bearer ${token}x`,
          `bearer ${token.toLowerCase()}`,
          `Basic ${token}`,
          token,
          `Bearer ${"x".repeat(9000)}`,
        ].map((text) => wrong(`Authorization: ${text}\r\n`)),
        wrong(`Authorization: Bearer wrong\r\nAuthorization: Bearer ${token}\r\n`),
      ]),
      site: this.mostly(fine(""), [
        fine("Sec-Fetch-Site: same-origin\r\n"),
        fine(`Range: bytes=${this.one(["9-1", "0-0", "-5", "x", "0-99999999999999999999"])}\r\n`),
        fine('If-None-Match: *, "\\"\r\n'),
        fine(`X-HTTP-Method-Override: POST\r\nX-Original-URL: /api/file?path=link.csv\r\n`),
        ...["cross-site", "same-site", "none", "x"].map((site) => wrong(`Sec-Fetch-Site: ${site}\r\n`)),
        ...["http://evil.example", "null", `https://${own}`, "http://localhost:1", "file://"].map((origin) =>
          wrong(`Origin: ${origin}\r\n`),
        ),
      ]),
      end: this.mostly(fine("\r\n"), [
        ...[
          `Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
          `Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
        ].map(wrong),
        ...["chunked", "identity", "xchunked", "chunked, identity", "gzip, chunked", "\x0bchunked"].map((encoding) =>
          wrong(`Transfer-Encoding: ${encoding}\r\n\r\n0\r\n\r\n${smuggled}`),
        ),
        ...["zz\r\n", "-1\r\n", "ffffffffffffffffff\r\nx", "5;a=\0\r\n"].map((chunk) =>
          wrong(`Transfer-Encoding: chunked\r\n\r\n${chunk}${smuggled}`),
        ),
        ...["-1", "+5", "0x5", "5, 5", "1e3", "99999999999999999999", "\t"].map((length) =>
          wrong(`Content-Length: ${length}\r\n\r\n${smuggled}`),
        ),
        wrong(`Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`),
        wrong(`Content-Length : 5\r\n\r\n${smuggled}`),
        wrong(`X: ${"a".repeat(20_000)}\r\n\r\n`),
        fine(`${"a: b\r\n".repeat(1000)}\r\n`),
        wrong("no colon\r\n\r\n"),
        wrong("X: a\0b\r\n\r\n"),
        wrong(" folded: x\r\n\r\n"),
        wrong(`X: a\nHost: ${own}\r\r\n\r\n`),
      ]),
    };
    const isPage = target === known && !known.startsWith("/api");
    const { method, version, host, site, end } = parts;
    // The page needs no token, and other sites may link to it.
    const isAllowed = [method, host, end, ...(isPage ? [] : [parts.token, site])].every(([, isFine]) => isFine);
    const expected = isAllowed && version[1] && target === known ? contents : undefined;
    const text = `${method[0]} ${target} ${version[0]}\r\nConnection: close\r\n${host[0]}${parts.token[0]}${site[0]}${end[0]}`;
    return { text, target, isAllowed, expected };
  }
}

/** The path that a target leads to, after its dots. */
const pathOf = (target: string): string => (target.startsWith("/") ? new URL(`http://localhost${target}`).pathname : target);

describe("codings studio", { timeout }, () => {
  it("sends no file to a hostile request that it may not have, and always answers", async () => {
    await start();
    const count = times(600, 10_000);
    const requests = new Requests();
    const found = {
      allowed: 0,
      outside: 0,
      withoutToken: 0,
      smuggled: 0,
      traces: 0,
      secrets: 0,
      unprotected: 0,
      errors: 0,
      hangs: 0,
      wrong: 0,
    };
    const examples: string[] = [];
    const tally = (name: keyof typeof found, text: string) => {
      found[name]++;
      if (name !== "allowed" && examples.length < 5) examples.push(`${name}: ${text.slice(0, 400)}`);
    };
    const ask = async () => {
      const { text, target, isAllowed, expected } = requests.make(studio);
      const answer = await send(studio.port, text).catch(() => undefined);
      if (answer === undefined) return tally("hangs", text);
      const status = statusOf(answer);
      const [head = ""] = answer.split("\r\n\r\n");
      if (answer.includes(OUTSIDE) || /root:x?:0|PATH=/.test(answer)) tally("outside", text);
      if (!isAllowed && (answer.includes(INSIDE) || answer.includes('"models":'))) tally("withoutToken", text);
      if (answer.split("HTTP/1.1 ").length > 2) tally("smuggled", text);
      if (/\n\s+at |node_modules|\.[jt]s:\d|Error:/.test(answer)) tally("traces", text);
      if (answer.includes(folder) || answer.includes(studio.token)) tally("secrets", text);
      if (status >= 500) tally("errors", text);
      // Node answers requests that it can't parse with two lines, and CONNECT with nothing.
      const isApi = pathOf(target).startsWith("/api/") && !/^(HTTP\/1.1 4\d\d [\w ]+\r\nConnection: close)?$/.test(head);
      const protections = [/^content-type: /im, /options: nosniff/i, /resource-policy: same-origin/i, /cache-control: no-store/i];
      if ((isApi || answer.includes(INSIDE)) && !protections.every((header) => header.test(head)))
        tally("unprotected", text + head);
      if (expected !== undefined)
        tally(answer.includes(expected) || /Range: |If-None/.test(text) ? "allowed" : "wrong", text + answer);
    };
    for (let sent = 0; sent < count; sent += 24) await Promise.all(Array.from({ length: Math.min(24, count - sent) }, ask));
    const { child, printed } = studio;
    expect(examples).toEqual([]);
    expect({ exit: child.exitCode ?? child.signalCode, lines: printed.join("").trim().split("\n").slice(2) }).toEqual({
      exit: null,
      lines: [],
    });
    expect(found.allowed).toBeGreaterThan(count / 50);
    report(
      `requests: ${count} hostile requests, of which ${found.allowed} without a fault got what they asked for; files outside ${found.outside}, data without permission ${found.withoutToken}, smuggled requests ${found.smuggled}, stack traces ${found.traces}, tokens or paths of the machine ${found.secrets}, missing headers ${found.unprotected}, 5xx ${found.errors}, hangs ${found.hangs}, crashes ${child.exitCode === null ? 0 : 1}`,
    );
  });

  it("answers within a second while 500 slow connections are open, and ends at once", async () => {
    await start();
    const { port, token, child } = studio;
    const headers = `Host: localhost\r\nAuthorization: Bearer ${token}\r\n`;
    const paths = ["/", "/api/machine", "/api/file?path=rows.csv"];
    const ask = async (path: string) =>
      expect(statusOf(await send(port, `GET ${path} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`))).toBe(200);
    for (const path of paths) await ask(path);
    const beginnings = ["", "GET / HTTP/1.1\r\n", `GET /api/machine HTTP/1.1\r\n${headers}X: `];
    const download = `GET /api/file?path=large.csv HTTP/1.1\r\n${headers}\r\n`;
    // 492 connections send nothing, or a request that never ends, byte by byte; the last 8 don't read the large file that they ask for.
    const sockets = Array.from({ length: 500 }, (_, i): Socket => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => undefined).pause();
      socket.write(i < 492 ? beginnings[i % 3]! : download);
      return socket;
    });
    const dripping = setInterval(() => {
      for (const [i, socket] of sockets.entries()) if (i < 492 && i % 3 > 0 && socket.writable) socket.write("x");
    }, 200);
    try {
      await Promise.all(sockets.map((socket) => socket.connecting && once(socket, "connect")));
      // The server closes the oldest connections in favour of new ones.
      await expect.poll(() => sockets[1]!.destroyed).toBe(true);
      expect(sockets[491]!.destroyed).toBe(false);
      const waits: number[] = [];
      for (let i = 0; i < times(5, 50); i++)
        for (const path of paths) {
          const began = performance.now();
          await ask(path);
          waits.push(performance.now() - began);
        }
      expect(Math.max(...waits)).toBeLessThan(SOON_MS);
      const began = performance.now();
      child.kill("SIGTERM");
      expect(await once(child, "exit")).toEqual([null, "SIGTERM"]);
      const ended = performance.now() - began;
      expect(ended).toBeLessThan(SOON_MS);
      report(
        `requests: ${sockets.length} slow connections, 8 of them downloads that nobody reads: the slowest of ${waits.length} answers took ${Math.round(Math.max(...waits))} ms, and SIGTERM ended the server after ${Math.round(ended)} ms`,
      );
    } finally {
      clearInterval(dripping);
      for (const socket of sockets) socket.destroy();
    }
  });

  it.skipIf(!isLong)("closes connections on which a request doesn't arrive in ten seconds", async () => {
    await start();
    const began = performance.now();
    const closed = await Promise.all(
      ["", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nX: "].map((text) => send(studio.port, text, 15_000)),
    );
    const ended = performance.now() - began;
    report(
      `requests: the server closed ${closed.length} connections with incomplete requests after at most ${(ended / 1000).toFixed(1)} s`,
    );
  });
});
