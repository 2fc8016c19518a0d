import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import {
  type CheckEstimatorOptions,
  checkEstimator,
  type Estimator,
  type EstimatorCheck,
} from "../../src/entries/testing.node.ts";
import { estimatorChecks } from "../../src/testing/check-estimator.node.ts";
import { codings } from "../architecture/options.fixture.ts";
import { estimatorsOf, withoutChecks } from "./estimators.mjs";
import { isLong, report, timeout } from "./torture.fixture.ts";

type Own = CheckEstimatorOptions<Estimator> & { readonly make: () => Estimator };

const estimators = Object.entries(estimatorsOf(codings) as Readonly<Record<string, Own>>);

const NOT_NOW = "Only the long version makes this check.";

/** Returns why checks of an estimator are left out. The short version makes each check for one estimator. */
function waivedFor(place: number, waived: Own["waived"] = {}): Readonly<Partial<Record<EstimatorCheck, string>>> {
  const others = isLong ? [] : estimatorChecks.filter((_, i) => i % estimators.length !== place);
  return { ...Object.fromEntries(others.map((name) => [name, NOT_NOW])), ...waived };
}

describe("every estimator passes the checks", () => {
  let passed = 0;
  const waivers: string[] = [];
  const skipped: string[] = [];

  it.each(estimators.map(([name, own], place) => [name, own, place] as const))("%s", { timeout }, async (name, own, place) => {
    const { make, waived, ...options } = own;
    const module = new URL(`./estimators.worker.mjs?${name}`, import.meta.url);
    const results = await checkEstimator(make, { ...options, module, waived: waivedFor(place, waived) });
    for (const { result, reason } of results) {
      if (result === "passed") passed++;
      else if (result === "skipped") skipped.push(reason!);
      else if (reason !== NOT_NOW) waivers.push(reason!);
    }
  });

  afterAll(() => {
    const checks = `${estimators.length} estimators x ${estimatorChecks.length} checks`;
    report(
      `${checks}: ${passed} pass, 0 fail, ${skipped.length} without the method or option, ${waivers.length} waived (docs/own-parts.md)`,
    );
  });

  it("and those left out are listed with their reasons", () => {
    const page = readFileSync("docs/own-parts.md", "utf8");
    const reasons = [...estimators.flatMap(([, { waived = {} }]) => Object.values(waived)), ...Object.values(withoutChecks)];
    expect(reasons.filter((reason) => !page.includes(reason))).toEqual([]);
    expect(reasons.length).toBeGreaterThan(0);
  });
});

it("the list has every exported class that learns", () => {
  const learning = Object.entries(codings).filter(([, value]) => {
    const { prototype, load } = value as { prototype?: Partial<Estimator>; load?: unknown };
    return typeof value === "function" && (typeof prototype?.fit === "function" || typeof load === "function");
  });
  expect(learning.map(([name]) => name).sort()).toEqual(
    [...estimators.map(([name]) => name), ...Object.keys(withoutChecks)].sort(),
  );
});
