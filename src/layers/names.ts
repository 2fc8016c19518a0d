import { ShapeError } from "../core/errors.ts";

interface Named {
  name: string;
  readonly hasOwnName: boolean;
  readonly kindName: string;
  readonly called: string;
}

/**
 * Names each layer without a user's name after its kind ("dense", "dense_1", …). A name from an earlier model changes if it
 * is taken.
 * @throws ShapeError if the user gave two layers the same name.
 */
export function nameLayers(layers: readonly Named[]): void {
  const taken = new Map<string, Named>();
  const distinct = [...new Set(layers)];
  for (const layer of distinct.filter(({ hasOwnName }) => hasOwnName)) {
    if (taken.has(layer.name)) throw new ShapeError(`Two layers have the name "${layer.name}". Give one of them another name.`);
    taken.set(layer.name, layer);
  }
  for (const layer of distinct.filter(({ hasOwnName }) => !hasOwnName)) {
    let name = layer.called;
    for (let i = 1; taken.has(name); i++) name = `${layer.kindName}_${i}`;
    layer.name = name;
    taken.set(name, layer);
  }
}
