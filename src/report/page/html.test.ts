import { expect, it } from "vitest";
import { html, trusted } from "./html.ts";

const nasty = '<script>alert("1")</script> & "more"';

it("escapes inserted text in elements, attributes and lists, and inserts pieces unchanged", () => {
  const piece = html`<b title="${nasty}">${nasty}</b>`;
  expect(piece.markup).toBe(
    '<b title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &quot;more&quot;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &quot;more&quot;</b>',
  );
  expect(html`<p>${[piece, "<", 3, undefined]}</p>`.markup).toBe(`<p>${piece.markup}&lt;3</p>`);
  expect(html`${trusted("<svg></svg>")}`.markup).toBe("<svg></svg>");
});
