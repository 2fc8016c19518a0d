import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { toOnnx } from "../src/graph/index.ts";
import { batchNormalization, dense, dropout, flatten, gaussianNoise, reshape } from "../src/layers/index.ts";
import { sequential } from "../src/models/sequential.ts";
import { optimizers } from "../src/training/index.ts";
import { evaluationProgram, inferenceProgram, trainingProgram } from "../src/training/program.ts";

const python = ".venv/bin/python";
const hasChecker = existsSync(python) && spawnSync(python, ["-c", "import onnx"]).status === 0;

it.skipIf(!hasChecker)("ONNX's own checker passes every program (needs bash bench/python/setup.sh)", () => {
  const folder = mkdtempSync(join(tmpdir(), "codings-onnx-"));
  const model = sequential([
    flatten({ inputShape: [4, 4] }),
    gaussianNoise(0.1),
    dense(8, { activation: "selu", kernelRegularizer: { l1: 0.1, l2: 0.1 } }),
    batchNormalization(),
    dropout(0.2),
    dense(16, { activation: "sigmoid" }),
    reshape([4, 4]),
  ]);
  model.initialize();
  const examples = { dtype: "uint8", shape: [4, 4] } as const;
  const objective = { model, examples, metrics: ["roundedAccuracy", "mse"], weighted: true } as const;
  const losses = ["binaryCrossentropy", "mse", "mae", "huber"] as const;
  const files: Record<string, Uint8Array> = { inference: toOnnx(inferenceProgram(model, examples)) };
  for (const loss of losses) files[`evaluation-${loss}`] = toOnnx(evaluationProgram({ ...objective, loss }));
  for (const [name, make] of Object.entries(optimizers)) {
    files[`training-${name}`] = toOnnx(
      trainingProgram({ ...objective, loss: "binaryCrossentropy" }, make({ learningRate: 0.1 }), 1),
    );
  }
  const paths = Object.entries(files).map(([name, bytes]) => {
    writeFileSync(join(folder, `${name}.onnx`), bytes);
    return join(folder, `${name}.onnx`);
  });
  const { status, stdout, stderr } = spawnSync(python, ["bench/python/check_onnx.py", ...paths], { encoding: "utf8" });
  expect(`${stdout}${stderr}`).not.toContain("FAILED");
  expect(stdout.match(/ok/g)?.length).toBe(paths.length);
  expect(status).toBe(0);
  rmSync(folder, { recursive: true });
});
