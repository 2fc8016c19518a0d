import { allFigures } from "./figures-recipe.ts";

declare global {
  var drawAll: () => Record<string, string>;
}

globalThis.drawAll = () => Object.fromEntries(Object.entries(allFigures()).map(([name, { svg }]) => [name, svg]));
