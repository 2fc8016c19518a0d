import { Command } from "commander";
import { orExplain, readRegularFile } from "../core/files.node.ts";
import { sizeOf } from "../core/ndarray.ts";
import { count, counted } from "../core/words.ts";
import { type DescribedGraph, operatorCounts, typeText } from "../graph/onnx/described.ts";
import { describeModelFile } from "../models/describe-file.ts";
import { type CommonOptions, outputOf } from "./command.ts";
import { textTable } from "./text-table.ts";

export const describe = () =>
  new Command("describe")
    .argument("<file>", "file that ends in .onnx or .safetensors")
    .addHelpText("after", "\nWith --json, the output also has the graphs inside operators, such as the bodies of loops.")
    .action(run);

async function run(file: string, options: CommonOptions): Promise<void> {
  const output = outputOf(options);
  const { format, about, graph, notes } = describeModelFile(await orExplain(readRegularFile(file), file), file);
  for (const note of notes) output.say(note);
  const numbers = graph.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (!options.json)
    process.stdout.write(
      [
        `${file}: ${format}, ${counted(graph.nodes.length, "operator")}, ${counted(graph.weights.length, "weight")} with ${count(numbers)} numbers`,
        ...about.map(({ name, value }) => `${name}: ${value}`),
        ...graph.inputs.map((value) => `input ${value.name}: ${typeText(value)}`),
        ...graph.outputs.map((value) => `output ${value.name}: ${typeText(value)}`),
        ...tables(graph),
        "",
      ].join("\n"),
    );
  output.result({ file, format, about, notes, operators: Object.fromEntries(operatorCounts(graph)), graph: plain(graph) });
}

/** Returns the tables of the operators and of the weights, each after an empty line. */
function tables({ nodes, weights, values }: DescribedGraph): string[] {
  const operators = nodes.map(({ op, name, outputs, attributes }) => ({
    operator: op,
    name,
    output: outputs
      .map((one) => values.get(one))
      .map((value) => (value ? typeText(value) : "not stated"))
      .join(", "),
    attributes: attributes.map((one) => `${one.name} = ${one.text}`).join(", "),
  }));
  const listed = weights.map((weight) => ({ weight: weight.name, type: typeText(weight), numbers: sizeOf(weight.shape) }));
  return [operators, listed].flatMap((rows) => (rows.length > 0 ? ["", textTable(rows)] : []));
}

/** Returns a graph as JSON can store it. */
const plain = ({ name, inputs, outputs, nodes, weights, values }: DescribedGraph): object => ({
  name,
  inputs,
  outputs,
  nodes: nodes.map(({ graphs, ...node }) => ({
    ...node,
    graphs: Object.fromEntries(Object.entries(graphs).map(([key, graph]) => [key, plain(graph)])),
  })),
  weights: weights.map(({ numbers: _, ...weight }) => weight),
  values: Object.fromEntries([...values].map(([key, { dtype, shape }]) => [key, { dtype, shape }])),
});
