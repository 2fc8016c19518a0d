import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** Tests that put other modules in place of some need a process of their own. */
const replacing = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => `src/${file.replaceAll("\\", "/")}`)
  .filter((file) => /\bvi\.(mock|doMock)\(/.test(readFileSync(file, "utf8")));

export default defineConfig({
  test: {
    globalSetup: "scripts/generate.mjs",
    setupFiles: ["test/one-thread.setup.ts", "test/typed-arrays.setup.ts"],
    testTimeout: 120_000,
    // What a page shows comes late where the machine is busy with other tests: a test that passes doesn't wait for it.
    expect: { poll: { timeout: 20_000 } },
    // Two keep two cores busy all the time; more would only wait for one another.
    maxWorkers: 2,
    // Tests run commands of the built command line, as it is.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      // Tests of one file's functions leave nothing behind: they share a process, and with it the modules that are read.
      { extends: true, test: { name: "src", include: ["src/**/*.test.ts"], exclude: replacing, isolate: false } },
      { extends: true, test: { name: "test", include: ["test/**/*.test.ts", ...replacing] } },
    ],
  },
});
