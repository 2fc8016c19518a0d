import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "scripts/generate.mjs",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 30_000,
    // Most of the time a test waits, for a page or a process: two at once take little more than half as long, on two cores as well.
    maxWorkers: 2,
    // Tests run commands of the built command line, as it is.
    server: { deps: { external: [/\/dist\//] } },
  },
});
