import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { sharedFolder } from "../../src/core/temporary.fixture.ts";
import { csv } from "../../src/data/tables/csv.fixture.ts";
import { runCodings } from "../codings.fixture.ts";

const files = sharedFolder();
const main = resolve("dist/cli/main.js");
const orders = csv("id,price,weight,colour", 120, (i) => [
  `n${i}`,
  ((i * 37) % 101) / 10,
  (i * 17) % 23,
  ["red", "green", "blue"][(i * 7) % 3],
]);
await files.write("orders.csv", orders);
await files.write(
  "long.csv",
  csv("a,b,c,d,e", 20_000, (i) => [1, 3, 7, 11, 13].map((k) => (i * i * k) % 997)),
);
const run = (...args: string[]) => runCodings(files.path(), args);
const quick = ["orders.csv", "--epochs", "3", "--threads", "1"];
/** Trains the model of the tests below, once. */
const trained = (() => {
  let model: Promise<string> | undefined;
  return () =>
    (model ??= run("train", ...quick, "--out", "model", "--quiet").then(({ status, stderr }) => {
      expect(status, stderr).toBe(0);
      return "model";
    }));
})();

interface Settings {
  readonly env?: Record<string, string>;
  /** Text on stdout or stderr after which that stream is closed. */
  readonly closeAfter?: RegExp;
  /** Signals to send after a text on stderr. */
  readonly signals?: readonly [after: RegExp, ...NodeJS.Signals[]];
  /** Signal to send after two seconds. */
  readonly later?: NodeJS.Signals;
  readonly uid?: number;
}

/** Runs a command in a process of its own. */
function processOf(args: readonly string[], { env = {}, closeAfter, signals, later, uid }: Settings = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: files.path(),
    env: { ...process.env, ...env },
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const said = { stdout: "", stderr: "" };
  if (later) setTimeout(() => child.kill(later), 2000);
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (part) => {
      said[name] += part;
      if (closeAfter?.test(said[name])) child[name].destroy();
      if (!signals?.[0].test(said.stderr)) return;
      for (const signal of signals.slice(1)) child.kill(signal as NodeJS.Signals);
      signals = undefined;
    });
  return new Promise<{ status: number | string | null; stdout: string; stderr: string }>((done) =>
    child.once("close", (code, signal) => done({ status: code ?? signal, ...said })),
  );
}

const patient = { timeout: 120_000 };

describe("a closed pipe", patient, () => {
  it("of the messages doesn't end a training, which is saved", async () => {
    const { status, stderr } = await processOf(["train", ...quick, "--out", "unheard"], { closeAfter: /\n/ });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining("The model is in") });
    expect(readdirSync(files.path("unheard"))).toContain("model.safetensors");
  });

  it("of the results ends a command quietly", async () => {
    const { status, stderr } = await processOf(["encode", await trained(), "orders.csv", "-o", "-"], { closeAfter: /\n/ });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringMatching(/EPIPE|Error|unexpected/) });
  });
});

describe("without a terminal", patient, () => {
  it.each<Record<string, string>>([{ FORCE_COLOR: "1" }, { NO_COLOR: "1" }, { TERM: "dumb" }])(
    "no output has a control character, with %o",
    async (env) => {
      const { status, stdout, stderr } = await processOf(["train", ...quick, "--json", "--out", `plain-${Object.keys(env)}`], {
        env,
      });
      expect(status, stderr).toBe(0);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not be there.
      expect(stdout + stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
      expect(stderr).toMatch(/^epoch 3\/3: loss /m);
    },
  );

  it("COLUMNS=40 is the width of tables and of help", async () => {
    const env = { COLUMNS: "40" };
    for (const args of [
      ["similar", await trained(), "orders.csv", "--to", "3"],
      ["--help"],
      ["similar", "--help"],
      ["export", "--help"],
    ]) {
      const { stdout } = await processOf(args, { env });
      expect(stdout.split("\n").length, args.join(" ")).toBeGreaterThan(5);
      expect(
        stdout.split("\n").filter((line) => line.length > 40 && !line.startsWith("Usage: ")),
        args.join(" "),
      ).toEqual([]);
    }
  });
});

describe("signals", patient, () => {
  const lasting = ["train", "orders.csv", "--epochs", "1000000", "--patience", "1000000", "--threads", "1"];
  it.each<NodeJS.Signals[]>([["SIGINT"], ["SIGTERM"], ["SIGHUP", "SIGHUP"]])(
    "%s ends a training, and saves it",
    async (...signals) => {
      const out = `stopped-${signals[0]}`;
      const { status, stderr } = await processOf([...lasting, "--out", out], { signals: [/^epoch 10\//m, ...signals] });
      expect({ status, stderr }).toEqual({ status: 130, stderr: expect.stringContaining(`saved in ${out}. Continue with`) });
      expect(readdirSync(files.path(out))).toContain("checkpoint.safetensors");
    },
  );

  it.each<NodeJS.Signals>(["SIGINT", "SIGTERM", "SIGHUP"])(
    "%s ends a check with one line, and leaves nothing behind",
    async (signal) => {
      const before = readdirSync(files.path());
      const asked = processOf(["check", "long.csv", "--save", "never"], { later: signal });
      const { status, stderr } = await asked;
      expect([130, signal]).toContain(status);
      expect(stderr).not.toContain("unexpected");
      expect(readdirSync(files.path())).toEqual(before);
    },
  );
});

describe.skipIf(process.getuid?.() !== 0)("a user who may not write", patient, () => {
  const nobody = { uid: 65534, env: { HOME: "/nonexistent" } };
  it("is told which file can't be written, before a training", async () => {
    await trained();
    chmodSync(files.path(), 0o755);
    mkdirSync(files.path("owned"), { recursive: true });
    const before = readdirSync(files.path(), { recursive: true });
    for (const [args, said] of [
      [
        ["train", ...quick, "--out", "owned/new"],
        "owned/new can't be written: writing there isn't allowed. Choose another folder.",
      ],
      [["train", ...quick, "--out", "model"], "model can't be written: writing there isn't allowed. Choose another folder."],
      [
        ["encode", "model", "orders.csv", "-o", "new.csv"],
        "new.csv can't be accessed: permission denied. Check its permissions.",
      ],
    ] as const)
      expect(await processOf(args, nobody)).toMatchObject({ status: 1, stderr: expect.stringContaining(`codings: ${said}\n`) });
    expect(readdirSync(files.path(), { recursive: true })).toEqual(before);
  });

  it("and has no home folder can score, and reads no other line", async () => {
    const { status, stdout, stderr } = await processOf(["encode", await trained(), "orders.csv", "-o", "-"], nobody);
    expect({ status, stderr, lines: stdout.trim().split("\n").length }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^.*in stdout\n$/),
      lines: 121,
    });
  });
});

it("nothing is written to the home folder", patient, async () => {
  const home = files.path("home");
  mkdirSync(home);
  const { status } = await processOf(["train", ...quick, "--out", "homely"], { env: { HOME: home } });
  expect({ status, written: readdirSync(home) }).toEqual({ status: 0, written: [] });
});

describe("words of a command line", patient, () => {
  it.each([
    [["train", "orders.csv", "--epochs"], "--epochs <n> needs a value. See codings train --help."],
    [
      ["train", "orders.csv", "--epochs", "--quiet"],
      "--epochs needs a value, but --quiet comes after it. Give a value, or write --epochs=--quiet.",
    ],
    [
      ["train", "orders.csv", "-o", "--json"],
      "-o needs a value, but --json comes after it. Give a value, or write --out=--json.",
    ],
    [
      ["data", "describe", "orders.csv", "--query", "--json"],
      "--query needs a value, but --json comes after it. Give a value, or write --query=--json.",
    ],
    [
      ["train", "orders.csv", "-o", "-"],
      "--out writes a folder, not rows on stdout. Give a path, or ./- for a folder of this name.",
    ],
    [
      ["export", "model", "-o", "-"],
      "--output writes a folder, not rows on stdout. Give a path, or ./- for a folder of this name.",
    ],
    [
      ["check", "orders.csv", "--save", "-"],
      "--save writes a folder, not rows on stdout. Give a path, or ./- for a folder of this name.",
    ],
    [
      ["encode", "model", "orders.csv", "-o", "orders.csv"],
      "orders.csv is also the input, and would be overwritten. Give the output another name.",
    ],
  ])("%j is refused", async (args, said) => {
    expect(await run(...args)).toEqual({ status: 2, stdout: "", stderr: `codings: ${said}\n` });
    expect(existsSync(files.path("-"))).toBe(false);
  });

  it("may be negative numbers, and names that begin with a dash or have spaces and other letters", async () => {
    await files.write("-x.csv", orders);
    await files.write("größe & 尺寸.csv", orders);
    const detector = ["train", "--model", "anomaly", "--out", "dé tecteur", "--quiet"];
    expect(await run(...detector, "--", "-x.csv")).toMatchObject({ status: 0 });
    const scored = await run("score", "dé tecteur", "größe & 尺寸.csv", "--threshold", "-1", "-o", "résultats 1.csv", "--json");
    expect(JSON.parse(scored.stdout)).toMatchObject({ rows: 120, threshold: -1, output: "résultats 1.csv" });
    expect(await run("encode", await trained(), "./-x.csv", "-o", "-y.csv")).toMatchObject({ status: 0 });
    expect(existsSync(files.path("-y.csv"))).toBe(true);
  });

  it("may have an option twice; the last one counts", async () => {
    const { stdout } = await run("train", ...quick, "--epochs", "2", "--out", "twice", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ epochs: 2 });
    rmSync(files.path("twice"), { recursive: true });
  });
});
