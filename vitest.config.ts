import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "scripts/generate.mjs",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 30_000,
  },
});
