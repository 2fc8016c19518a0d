/** Training's remedies name the library's options; the page says them in words, and has none that clips gradients. */
export const inWords = (message: string): string =>
  message
    .replace(/ \(it is ([^;)]+); learningRate: ([^)]+)\) or clip the gradients \(clipNorm: 1\)/, " than $1, such as $2")
    .replace(/\blearningRate\b/, "the learning rate")
    .replace(/\bloss: "(\w+)"/, "the loss $1");
