import { Application, type DeclarationReflection, ReflectionKind } from "typedoc";
import { expect, it } from "vitest";
import { entryPoints } from "../../scripts/docs/entry-points.mjs";

const { Class, Function: FunctionKind, Interface, TypeAlias, Variable } = ReflectionKind;

it("every public class, function, type and value has a docstring", async () => {
  const app = await Application.bootstrap({
    entryPoints: Object.values(entryPoints()),
    tsconfig: "tsconfig.json",
    skipErrorChecking: true,
    excludeInternal: true,
    logLevel: "None",
  });
  const project = (await app.convert())!;
  const names = project.getReflectionsByKind(Class | FunctionKind | Interface | TypeAlias | Variable) as DeclarationReflection[];
  const isOwn = ({ sources }: DeclarationReflection) => sources?.[0]?.fullFileName.includes("/src/") === true;
  const isDescribed = (name: DeclarationReflection) =>
    name.hasComment() || name.signatures?.some((signature) => signature.hasComment()) === true;
  expect(names.length).toBeGreaterThan(500);
  expect(names.filter((name) => isOwn(name) && !isDescribed(name)).map(({ name }) => name)).toEqual([]);
}, 120_000);
