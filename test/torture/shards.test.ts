import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { random } from "../../src/core/random.ts";
import { bytesIn } from "../../src/core/temporary.fixture.ts";
import { runCodings } from "../codings.fixture.ts";
import { report, timeout, times } from "./torture.fixture.ts";

let folder = "";
const SHARDS = times(2, 3);
const ROWS = times(300, 3000);
const FILES = times(3, 7);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "codings-shards-"));
  mkdirSync(join(folder, "data"));
  const source = random(5);
  const line = () => [source.normal(), source.normal(), source.normal()].map((number) => number.toFixed(3)).join();
  for (let file = 0; file < FILES; file++)
    writeFileSync(join(folder, "data", `${file}.csv`), ["a,b,c", ...Array.from({ length: ROWS }, line)].join("\n"));
  const made = await runCodings(folder, ["train", "data/0.csv", "--codings", "2", "--epochs", "1", "--out", "model", "--quiet"]);
  expect(made).toEqual({ status: 0, stdout: "", stderr: "" });
}, timeout);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a shard, whose number comes from the variables of a Kubernetes Indexed Job. */
function start(out: string, index: number) {
  const args = ["encode", "model", "data/*.csv", "-o", out, "--shard", "job", "--quiet"];
  const env = { ...process.env, JOB_COMPLETION_INDEX: String(index), JOB_COMPLETIONS: String(SHARDS) };
  return spawn(process.execPath, [resolve("dist/cli/main.js"), ...args], { cwd: folder, env, stdio: "ignore" });
}

it.skipIf(process.platform === "win32")(
  "shards that are killed, repeated and run twice at the same time give the same files as undisturbed ones",
  async () => {
    const source = random(6);
    const counts = { kills: 0, whole: 0, twins: 0, same: 0 };
    for (let index = 0; index < SHARDS; index++) expect((await once(start("plain", index), "close"))[0]).toBe(0);
    const plain = bytesIn(join(folder, "plain"));
    for (let round = 0; counts.kills < times(1, 100); round++) {
      const out = `out-${round}`;
      for (let index = 0; index < SHARDS; index++)
        for (let ended = false; !ended; ) {
          const kills = source.uniform() < 0.7;
          const children = [start(out, index), ...(source.uniform() < 0.3 ? [start(out, index)] : [])];
          counts.twins += children.length - 1;
          const ends = Promise.all(children.map((child) => once(child, "close")));
          if (kills) {
            await Promise.race([wait(200 + 1200 * source.uniform()), ends]);
            for (const child of children) child.kill("SIGKILL");
          }
          const codes = (await ends).map(([code]) => code as number | null);
          counts.kills += codes.filter((code) => code === null).length;
          if (!kills) expect(codes).toEqual(codes.map(() => 0));
          ended = codes.includes(0);
          if (existsSync(join(folder, out, `shard-${index + 1}-of-${SHARDS}`))) counts.whole++;
        }
      expect((await runCodings(folder, ["encode", "--merge", out])).stderr).toContain(
        `${SHARDS} shards of ${out} are complete: ${(FILES * ROWS).toLocaleString("en")} rows of ${FILES} files, each once`,
      );
      const { "manifest.json": merged, ...rest } = bytesIn(join(folder, out));
      expect(rest).toEqual(plain);
      expect(JSON.parse(merged!).rows).toBe(FILES * ROWS);
      counts.same++;
      rmSync(join(folder, out), { recursive: true });
    }
    report(
      `shards: ${counts.kills} kill -9, ${counts.twins} shards run twice at the same time: ${counts.same} jobs of ${SHARDS} shards ended with the bytes of an undisturbed one, each row once`,
    );
  },
  timeout,
);
