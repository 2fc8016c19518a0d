import { ShapeError } from "../core/errors.ts";

interface Named {
  name: string;
  readonly hasOwnName: boolean;
  readonly kindName: string;
  readonly called: string;
}

/**
 * Gives each layer that has no name of its own one of its kind ("dense", "dense_1", …), another one where an earlier model's is taken.
 * @throws ShapeError where two were given the same.
 */
export function nameLayers(layers: readonly Named[]): void {
  const taken = new Map<string, Named>();
  const distinct = [...new Set(layers)];
  for (const layer of distinct.filter(({ hasOwnName }) => hasOwnName)) {
    if (taken.has(layer.name)) throw new ShapeError(`Two layers are called "${layer.name}". Give one of them another name.`);
    taken.set(layer.name, layer);
  }
  for (const layer of distinct.filter(({ hasOwnName }) => !hasOwnName)) {
    let name = layer.called;
    for (let i = 1; taken.has(name); i++) name = `${layer.kindName}_${i}`;
    layer.name = name;
    taken.set(name, layer);
  }
}
