/** Estimated tokens of a text: 4 ASCII characters a token, one token for each other character. An estimate; no Grok vocabulary is public. */
export function textTokens(text: string): number {
  let ascii = 0;
  let other = 0;
  for (const character of text) {
    if ((character.codePointAt(0) ?? 0) < 128) ascii++;
    else other++;
  }
  return Math.ceil(ascii / 4) + other;
}
