/**
 * What the Markdown on GitHub's pages means and TypeDoc's parser would read otherwise: code in headings is part of their
 * anchors, and a block without a language is output, no TypeScript.
 * @param {import("markdown-it").default} parser
 */
export function asOnGitHub(parser) {
  parser.core.ruler.push("podshift", (state) => {
    for (const [at, token] of state.tokens.entries()) {
      if (token.type === "fence" && token.info.trim() === "") token.info = "text";
      if (token.type === "heading_open") codeAsText(state.tokens[at + 1], state.Token);
    }
  });
}

/** TypeDoc makes anchors of the text tokens of a heading alone. */
function codeAsText(heading, Token) {
  heading.children = heading.children.flatMap((token) => {
    if (token.type !== "code_inline") return [token];
    const [open, text, close] = [
      new Token("html_inline", "", 0),
      new Token("text", "", 0),
      new Token("html_inline", "", 0),
    ];
    open.content = "<code>";
    text.content = token.content;
    close.content = "</code>";
    return [open, text, close];
  });
}
