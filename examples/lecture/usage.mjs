// What a script says of itself where it is asked with --help, or told something that it doesn't take.
const told = process.argv.slice(2);
if (told.length > 0) {
  const isHelp = told.every((word) => word === "--help" || word === "-h");
  const usage = `DATA=mnist EPOCHS=1 COUNT=1000 node ${process.argv[1]}: other images (a dataset's name or a path), epochs and examples, all of them optional (01-pca.mjs takes none). examples/README.md has more.`;
  console.log(isHelp ? usage : `${told.join(" ")}: no arguments are taken. ${usage}`);
  process.exit(isHelp ? 0 : 2);
}
