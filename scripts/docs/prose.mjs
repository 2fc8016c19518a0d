// The prose linter: articles, repeated words and wordy phrases by retext, long sentences, and a short list of phrases of our own.
import { readFileSync } from "node:fs";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRetext from "remark-retext";
import retextEnglish from "retext-english";
import retextIndefiniteArticle from "retext-indefinite-article";
import retextRepeatedWords from "retext-repeated-words";
import retextSimplify from "retext-simplify";
import { unified } from "unified";
import { VFile } from "vfile";
import { nodesOf } from "./markdown.mjs";

/** Words that retext-simplify takes for wordy, and that are the field's own words or plain English here. */
const USUAL = [
  ..."address,component,delete,determine,forward,function,however,initial,maximum,minimum,multiple,option,parameters".split(","),
  ..."previous,submit,therefore,type,very,it is,there is,there are,all of".split(","),
];

/** Phrases that stop a reader, each with what to write in its place. */
const PHRASES = [
  [/\bas ever\b/i, "leave it out"],
  [/\band the like\b|\band their like\b/i, "name the others, or write “and others”"],
  [/\bwhat of\b/i, "write a full sentence"],
  [/\bof no use\b/i, "didn't help"],
  [/\bin truth\b/i, "really, or leave it out"],
  [/\bbears? missing\b/i, "accepts missing"],
  [/\bmended\b/i, "corrected"],
  [/\blikewise\b/i, "also"],
  [/\bthe one or the other\b/i, "name it"],
  [/\bin place of\b/i, "instead of"],
  [/\bsuch as is\b|\bso many of\b/i, "write a full sentence"],
  [/\b(utilize|leverage|simply|obviously|of course)\b/i, "leave it out, or use"],
];

/** A sentence with more words is hard to follow. */
const MOST_WORDS = 40;

const linter = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(
    remarkRetext,
    unified()
      .use(retextEnglish)
      .use(retextIndefiniteArticle)
      .use(retextRepeatedWords)
      .use(retextSimplify, { ignore: USUAL })
      .use(() => longSentences)
      .use(() => stopPhrases),
  );

/** Returns the problems of a page's prose, a line each. */
export async function proseProblems(path) {
  const file = new VFile({ path, value: readFileSync(path, "utf8") });
  await linter.run(linter.parse(file), file);
  return file.messages.map(({ line, reason }) => `${path}:${line}: ${reason}`);
}

function longSentences(tree, file) {
  for (const sentence of nodesOf(tree, "SentenceNode")) {
    // The parser takes the unit in "10 s. Then" for an abbreviation, which ends no sentence.
    const parts = flat(sentence).split(/[.?!:;]\s+(?=[\p{Lu}\d(`"“])/u);
    const words = Math.max(...parts.map((part) => part.match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0));
    if (words > MOST_WORDS) file.message(`This sentence has ${words} words: make two of it`, sentence);
  }
}

function stopPhrases(tree, file) {
  for (const sentence of nodesOf(tree, "SentenceNode")) {
    const text = flat(sentence);
    for (const [phrase, instead] of PHRASES) {
      const found = phrase.exec(text);
      if (found) file.message(`“${found[0]}”: ${instead}`, sentence);
    }
  }
}

const flat = (node) => node.value ?? node.children.map(flat).join("");
