import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { outputOf } from "./command.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  vi.stubEnv("TERM", "dumb");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

it("without a terminal, progress is a plain line every ten seconds, and no line is rewritten", () => {
  const written: unknown[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(text);
    return true;
  });
  const { tell, live, say } = outputOf({});
  for (let done = 0; done < 25; done++) {
    tell.onProgress({ unit: "rows", done, perSecond: 1 });
    live("rewritten");
    vi.advanceTimersByTime(1000);
  }
  say("ended");
  expect(written).toEqual(["10 rows, 1 rows/s\n", "20 rows, 1 rows/s\n", "ended\n"]);
});
