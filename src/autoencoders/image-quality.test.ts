import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ndarray } from "../core/ndarray.ts";
import { psnr, ssim } from "./image-quality.ts";

const fixture = JSON.parse(readFileSync(new URL("../../test/fixtures/quality.json", import.meta.url), "utf8"));
const [clean, noisy] = ["clean", "noisy"].map((name) => ndarray("float32", fixture.shape, Float32Array.from(fixture[name])));

it("PSNR equals TensorFlow's", () => {
  psnr(noisy!, clean!).forEach((value, i) => {
    expect(value).toBeCloseTo(fixture.psnr[i], 3);
  });
});

it("SSIM equals TensorFlow's", () => {
  ssim(noisy!, clean!).forEach((value, i) => {
    expect(value).toBeCloseTo(fixture.ssim[i], 4);
  });
});

it("an image equals itself, also as bytes", () => {
  const bytes = ndarray(
    "uint8",
    [1, 28, 28],
    Uint8Array.from({ length: 784 }, (_, i) => i % 256),
  );
  const floats = ndarray(
    "float32",
    [1, 28, 28],
    Float32Array.from(bytes.data, (x) => x / 255),
  );
  expect(ssim(bytes, floats)[0]).toBeCloseTo(1, 9);
  expect(psnr(bytes, floats)[0]).toBeGreaterThan(100);
});

it("images of different shapes are refused", () => {
  expect(() => ssim(clean!, ndarray("float32", [1, 14, 16], new Float32Array(224)))).toThrow(
    "Images [3, 14, 16, 2] can't be compared with images [1, 14, 16]. Give images of the same shape.",
  );
});
