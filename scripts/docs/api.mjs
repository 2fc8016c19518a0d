// The API reference: a page for each entry point of package.json's "exports", made by TypeDoc from the types and their comments.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Application, Converter, ReflectionKind } from "typedoc";
import { entryPoints } from "./entry-points.mjs";

/** Writes the pages into a folder. @throws Error if TypeDoc reports an error or a warning. */
export async function writeApi(folder) {
  const app = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown"],
    // A name that two entry points have is described at the first one: "codings", which collects names of the others, comes last.
    entryPoints: Object.values(entryPoints()).toReversed(),
    tsconfig: "tsconfig.json",
    out: folder,
    name: "API",
    readme: "none",
    router: "module",
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    disableSources: true,
    gitRevision: "none",
    logLevel: "Warn",
    treatWarningsAsErrors: true,
    sanitizeComments: true,
    useCodeBlocks: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    entryFileName: "index",
    groupOrder: ["Functions", "Classes", "Variables", "Interfaces", "Type Aliases", "*"],
    kindSortOrder: ["Function", "Class", "Variable", "Interface", "TypeAlias"],
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeDeclarationFormat: "table",
    propertyMembersFormat: "table",
  });
  nameModules(app);
  dropInheritedMembers(app);
  ignoreShapes(app.logger);
  const project = await app.convert();
  if (!project || app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error("TypeDoc found the problems above.");
  await app.generateOutputs(project);
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".md")) continue;
    const path = join(folder, name);
    writeFileSync(path, repaired(readFileSync(path, "utf8")));
  }
}

/** Names each page by what a program imports: "codings/layers". */
function nameModules(app) {
  const names = new Map(Object.entries(entryPoints()).map(([name, file]) => [file.replace(/^src\/|\.ts$/g, ""), name]));
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module))
      module.name = names.get(module.name) ?? names.get(`${module.name}/index`) ?? module.name;
  });
}

/** A class's page shows its own members only: there are some 60 layers, and each inherits the 30 members of Layer. */
function dropInheritedMembers(app) {
  const before = 1000;
  app.converter.on(
    Converter.EVENT_RESOLVE_END,
    ({ project }) => {
      for (const type of project.getReflectionsByKind(ReflectionKind.Class))
        for (const member of type.children?.filter(
          ({ inheritedFrom, kind }) => inheritedFrom && kind !== ReflectionKind.Constructor,
        ) ?? [])
          project.removeReflection(member);
    },
    before,
  );
}

/** Comments begin with a shape, "[n, 2]: …", which Markdown takes for the definition of a link. It is escaped below. */
function ignoreShapes(logger) {
  const warn = logger.warn.bind(logger);
  logger.warn = (line, ...where) => {
    if (!/^The relative path .* is not a file/.test(line)) warn(line, ...where);
  };
}

/**
 * Repairs what TypeDoc's Markdown plugin makes of comments: a shape at the beginning of a line is escaped, and indented code, in which it escapes brackets,
 * becomes a block of its own.
 */
function repaired(page) {
  let inFence = false;
  const lines = page.split("\n").map((line) => {
    if (line.startsWith("```")) inFence = !inFence;
    return { line, isIndented: !inFence && line.startsWith("    ") };
  });
  return lines
    .flatMap(({ line, isIndented }, i) => {
      if (!isIndented) return [line.replace(/^\[([^\]]*)\]: /, "\\[$1\\]: ")];
      const code = line.slice(4).replace(/\\([<>{}])/g, "$1");
      return [...(lines[i - 1]?.isIndented ? [] : ["```ts"]), code, ...(lines[i + 1]?.isIndented ? [] : ["```"])];
    })
    .join("\n");
}
