import { expect, it } from "vitest";
import { expectOwnDigest, withDigests } from "./digests.ts";

it("config.json may be edited if the line with its digest is deleted, and not if that line was damaged", () => {
  const files = withDigests(
    { format: 1, seed: 7 },
    { "model.safetensors": "weights", "model.onnx": "graph", "history.csv": "1" },
  );
  const config = JSON.parse(files["config.json"] as string);
  const { "config.json": own, ...others } = config.sha256;
  expectOwnDigest(config, "m/config.json");
  expectOwnDigest({ ...config, seed: 8, sha256: others }, "m/config.json");
  for (const damaged of [
    { "config.json": own, ...others },
    { "confih.json": own, ...others },
    { "": own, ...others },
  ])
    expect(() => expectOwnDigest({ ...config, seed: 8, sha256: damaged }, "m/config.json")).toThrow(
      "m/config.json was changed after it was saved",
    );
});
