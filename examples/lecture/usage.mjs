// Prints the usage of a script if it is called with --help or with an argument that it doesn't accept.
const told = process.argv.slice(2);
if (told.length > 0) {
  const isHelp = told.every((word) => word === "--help" || word === "-h");
  const usage = `Usage: DATA=mnist EPOCHS=1 COUNT=1000 node ${process.argv[1]}. DATA (name of a dataset or a path), EPOCHS and COUNT (number of examples) are optional, and 01-pca.mjs ignores them. See examples/README.md.`;
  console.log(isHelp ? usage : `${told.join(" ")}: the script takes no arguments. ${usage}`);
  process.exit(isHelp ? 0 : 2);
}
