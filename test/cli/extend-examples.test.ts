import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";

/** Patterns of lines that each script of examples/extend prints, in addition to its losses. */
const facts: Readonly<Record<string, readonly RegExp[]>> = {
  "01-skip-connections.mjs": [/^noisy 10\.\d dB, denoised (1[5-9]|2\d)\.\d dB$/m],
  "02-two-inputs-two-outputs.mjs": [
    /^Model: "model"$/m,
    /concatenate \(Concatenate\) .* dense, dense_1$/m,
    /^accuracy (?:\d\.\d\d )+(0\.[89]\d|1\.00)$/m,
    /^kind \[600,10\], picture \[600,28,28\]$/m,
  ],
  "03-own-layer.mjs": [
    /^gradients are off by at most \de-[3-9]$/m,
    /^loaded: beta (?!1\.0000)\d\.\d{4}, the same reconstructions: true$/m,
    /^Unknown layer "Swish"\. .*customObjects: \{ Swish \}\.$/m,
  ],
  "04-own-optimizer.mjs": [/^loss (?:[\d.]+ )+0\.[23]\d+$/m],
  "05-own-loss.mjs": [
    /^gradients are off by at most \de-[3-9]$/m,
    /^focal: recall 0\.[6-9]\d, precision (0\.[6-9]\d|1\.00)$/m,
    /^binaryCrossentropy: recall/m,
  ],
  "06-own-metric.mjs": [/^validation SSIM 0\.[12]\d+ .* (0\.[4-6]\d+)\nSSIM of codings\/autoencoders \1$/m],
  "07-own-family.mjs": [
    /^family halving, depth 2, codings 8$/m,
    /^loaded: \[400,8\]$/m,
    /families: \{ halving \}/,
    /^Unknown option "dept" of train\. Did you mean "depth"\?$/m,
  ],
  "08-inner-codings.mjs": [
    /^codings \[600,8\], decoded as the whole model does within \de[+-][05-9]$/m,
    /^accuracy 0\.[5-9]\d, the codings are as before: true$/m,
  ],
};
const scripts = readdirSync("examples/extend").filter((name) => name.endsWith(".mjs"));

it("every script has patterns here and a description in examples/README.md", () => {
  expect(Object.keys(facts)).toEqual(scripts);
  const page = readFileSync("examples/README.md", "utf8");
  for (const script of scripts) expect(page).toContain(`\`${script}\``);
});

describe.each(scripts)("examples/extend/%s", (script) => {
  let stdout: string;
  let stderr: string;
  beforeAll(() => {
    const run = spawnSync(process.execPath, [`examples/extend/${script}`], { encoding: "utf8" });
    ({ stdout, stderr } = run);
    expect(`${run.status}: ${stderr}`).toMatch(/^0: /);
  }, 120_000);

  it("learns: the loss of each training falls", () => {
    const trainings = [...stdout.matchAll(/^loss (.*)$/gm)].map(([, losses]) => losses!.split(" ").map(Number));
    expect(trainings.length).toBeGreaterThan(0);
    for (const losses of trainings) expect(losses.at(-1)).toBeLessThan(0.9 * losses[0]!);
  });

  it.each([...facts[script]!])("prints %s", (fact) => {
    expect(stdout).toMatch(fact);
  });

  it("has no warnings", () => {
    expect(stderr).toBe("");
  });
});
