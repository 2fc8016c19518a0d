import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "scripts/kernel.mjs",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 30_000,
  },
});
