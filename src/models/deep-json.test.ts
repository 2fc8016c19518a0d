import { expect, it } from "vitest";
import { autoencoderFiles, autoencoderFrom, StackedAutoencoder } from "../autoencoders/index.ts";
import { fromSafetensors, toSafetensors } from "./safetensors.ts";
import { withoutDigests } from "./without-digests.fixture.ts";

const nested = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;

/** Makes a safetensors file with this header. */
function safetensors(json: string, length = json.length): Uint8Array {
  const bytes = new Uint8Array(8 + json.length + 16);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(new TextEncoder().encode(json), 8);
  return bytes;
}

it("JSON that nests too deeply in a model's files is rejected before it is parsed", () => {
  const autoencoder = new StackedAutoencoder({ hidden: [3], codings: 2 });
  autoencoder.buildFor([4]);
  const files = autoencoderFiles(autoencoder);
  const encoded = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, Buffer.from(file as string)]));
  const config = JSON.stringify(JSON.parse(files["config.json"] as string)).replace(
    '"options":{',
    `"options":{"deep":${nested},`,
  );
  const deep = "the JSON nests arrays and objects more than 256 levels deep. Give flatter data.";
  expect(() => autoencoderFrom({ ...encoded, "config.json": Buffer.from(config) }, "model")).toThrow(
    new RegExp(`^model/config\\.json, byte \\d+: ${deep}$`),
  );
  expect(() => fromSafetensors(safetensors(nested), "model.safetensors")).toThrow(deep);
  const checkpoint = toSafetensors({}, { training: nested });
  const model = withoutDigests({ ...encoded, "model.safetensors": files["model.safetensors"] as Uint8Array });
  expect(() => autoencoderFrom({ ...model, "checkpoint.safetensors": checkpoint }, "model")).toThrow(
    new RegExp(`^model/checkpoint\\.safetensors, byte 1281: ${deep}$`),
  );
});

it.each([
  ["a header longer than any file", "{}", 2 ** 52],
  ["a size that isn't a whole number", '{"a":{"dtype":"F32","shape":[0.5],"data_offsets":[0,2]}}'],
  ["a place before the numbers", '{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}'],
  ["a size that isn't a number", '{"a":{"dtype":"F32","shape":["4"],"data_offsets":[0,16]}}'],
  ["one place only", '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0]}}'],
  ["more numbers than there are", '{"a":{"dtype":"F32","shape":[99999999999],"data_offsets":[0,399999999996]}}'],
])("safetensors with %s is rejected", (_what, json, length = json.length) => {
  expect(() => fromSafetensors(safetensors(json, length), "a.safetensors")).toThrow(
    expect.objectContaining({ name: "DataError", message: expect.stringMatching(/^a\.safetensors\b.*Save the model again\.$/) }),
  );
});
