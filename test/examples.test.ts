import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";

const scripts = readdirSync("examples/lecture").filter((name) => /^\d/.test(name));

it.each(scripts)("examples/lecture/%s runs, and its loss falls", (script) => {
  const env = { ...process.env, DATA: "garments", COUNT: "2000", EPOCHS: "2" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [`examples/lecture/${script}`], { env, encoding: "utf8" });
  expect(stderr).not.toContain("Error");
  expect(status).toBe(0);
  const losses = [...stdout.matchAll(/epoch [12]: loss ([\d.]+)/g)].map((match) => Number(match[1]));
  for (let i = 0; i + 1 < losses.length; i += 2) expect(losses[i + 1]).toBeLessThan(losses[i]!);
  expect(losses.length > 0 || script.startsWith("01")).toBe(true);
});
