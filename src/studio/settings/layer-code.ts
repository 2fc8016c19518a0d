import { layerKinds, placedFirst } from "../../layers/remake.ts";
import type { LayerChoice, LayerChoices } from "./layers.ts";
import { callText, literal, objectText } from "./literal.ts";

/** Returns the name of the function that makes a kind of layer: conv2d for Conv2D, gru for GRU. */
const functionOf = (kind: string): string =>
  kind === kind.toUpperCase() ? kind.toLowerCase() : `${kind[0]!.toLowerCase()}${kind.slice(1)}`.replaceAll(/(\d)D/g, "$1d");

/** Returns the options of a layer that differ from its defaults. */
function changedOptions({ kind, config, tiedTo }: LayerChoice): LayerChoice["config"] {
  if (tiedTo !== undefined) return withoutDefaults(config, { activation: "linear", useBias: true, biasInitializer: "zeros" });
  const positional = placedFirst[kind] ?? [];
  const whole = JSON.stringify(config);
  let kept = config;
  for (const name of Object.keys(config).filter((one) => !positional.includes(one))) {
    const { [name]: _, ...fewer } = kept;
    if (JSON.stringify(layerKinds[kind]!(fewer as never, {}).config()) === whole) kept = fewer;
  }
  return kept;
}

const withoutDefaults = (config: LayerChoice["config"], defaults: LayerChoice["config"]): LayerChoice["config"] =>
  Object.fromEntries(Object.entries(config).filter(([name, value]) => value !== defaults[name]));

/** Replaces a pair of equal numbers by one number. */
const shortPair = (name: string, value: unknown): unknown =>
  name !== "shape" && Array.isArray(value) && value.length === 2 && value[0] === value[1] ? value[0] : value;

/** Returns the function call that makes a layer. */
function layerCode(choice: LayerChoice, tiedName: string | undefined, inputShape?: readonly number[]): string {
  const options = changedOptions(choice);
  const positional = placedFirst[choice.kind] ?? [];
  const fields = Object.entries(options)
    .filter(([name]) => !positional.includes(name))
    .map(([name, value]) => `${name}: ${literal(shortPair(name, value))}`);
  const first = tiedName ? [tiedName] : positional.map((name) => literal(shortPair(name, options[name])));
  return callText(
    functionOf(choice.kind),
    ...first,
    objectText([...fields, ...(inputShape ? [`inputShape: ${literal(inputShape)}`] : [])]),
  );
}

/** Returns the code of an encoder and a decoder, one line per layer, and the functions that the code uses. */
export function layersCode(
  { encoder, decoder }: LayerChoices,
  inputShape: readonly number[],
): { lines: string[]; uses: string[] } {
  const partners = [...new Set(decoder.flatMap(({ tiedTo }) => tiedTo ?? []))].toSorted((a, b) => a - b);
  const nameOf = (place: number): string => `tied${partners.indexOf(place) + 1}`;
  const made = encoder.map((choice, i) => layerCode(choice, undefined, i === 0 ? inputShape : undefined));
  const encoderLines = made.map((code, i) => (partners.includes(i) ? nameOf(i) : code));
  const decoderLines = decoder.map((choice) =>
    layerCode(choice, choice.tiedTo === undefined ? undefined : nameOf(choice.tiedTo)),
  );
  const part = (name: string, layers: readonly string[]): string[] => [
    `const ${name} = sequential(`,
    "  [",
    ...layers.map((layer) => `    ${layer},`),
    "  ],",
    `  { name: "${name}" },`,
    ");",
  ];
  return {
    lines: [
      ...partners.map((place) => `const ${nameOf(place)} = ${made[place]};`),
      ...part("encoder", encoderLines),
      ...part("decoder", decoderLines),
    ],
    uses: ["sequential", ...[...encoder, ...decoder].map(({ kind }) => functionOf(kind))],
  };
}
