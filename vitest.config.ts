import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const oneThread = new URL("test/one-thread.setup.mjs", import.meta.url).href;

/** Tests that put other modules in place of some need a process of their own. */
const replacing = ["src", "test"]
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => `${folder}/${file}`))
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".test.ts"))
  .filter((file) => /\bvi\.(mock|doMock)\(/.test(readFileSync(file, "utf8")));

/** Folders in the order of how long a file of theirs takes. */
const folders = ["test/browser/", "test/architecture/", "src/autoencoders/", "test/", "src/"];

/** Files that take long come first: the workers then end at about the same time, with short ones. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project, moduleId }: TestSpecification) => {
      const file = relative(project.config.root, moduleId).replaceAll("\\", "/");
      return folders.findIndex((folder) => file.startsWith(folder));
    };
    const projects = (file: TestSpecification) => (file.project.name === "alone" ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => projects(a) - projects(b) || place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    globalSetup: "scripts/generate.mjs",
    setupFiles: ["test/one-thread.setup.mjs", "test/typed-arrays.setup.ts"],
    // For the processes that tests start.
    env: { NODE_OPTIONS: [process.env.NODE_OPTIONS, `--import=${oneThread}`].filter(Boolean).join(" ") },
    testTimeout: 120_000,
    // What a page shows comes late where the machine is busy with other tests: a test that passes doesn't wait for it.
    expect: { poll: { timeout: 20_000 } },
    // Two keep two cores busy all the time; more would only wait for one another.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    // Most of what tests make is garbage at once: with more room for it a tenth less of the CPU time goes into collecting it.
    execArgv: ["--max-semi-space-size=64"],
    // Tests run commands of the built command line, as it is.
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      { extends: true, test: { name: "alone", include: replacing } },
      // Tests leave nothing behind: the others share a process, and with it the modules that are read, which takes a second of a core for each file.
      { extends: true, test: { name: "together", include: ["{src,test}/**/*.test.ts"], exclude: replacing, isolate: false } },
    ],
  },
});
