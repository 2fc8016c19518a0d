/** The calls of `codings` in lines of shell, each by its arguments: `npx codings train mnist > log` is ["train", "mnist"]. */
export function codingsCalls(text: string): string[][] {
  return text
    .replaceAll("\\\n", " ")
    .split("\n")
    .flatMap((line) => simpleCommands(line.replace(/^\s*\$ /, "")))
    .flatMap((words) => {
      const own = words[0] === "npx" ? words.slice(1) : words;
      return own[0] === "codings" && own.length > 1 ? [own.slice(1)] : [];
    });
}

/** The commands of a line, divided by &&, ; and |, as words without quotes, comments and redirections. */
function simpleCommands(line: string): string[][] {
  const found: string[][] = [[]];
  const tokens = line.matchAll(/\s*(#.*|&&|\|\||[;|]|[<>]\s*\S+|(?:"[^"]*"|'[^']*'|[^\s;|&<>"'])+)/gy);
  for (const [, token] of tokens) {
    if (token!.startsWith("#")) break;
    if (/^(&&|\|\||[;|])$/.test(token!)) found.push([]);
    else if (!/^[<>]/.test(token!)) found.at(-1)!.push(token!.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
  }
  return found;
}
