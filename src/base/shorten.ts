/** The text in quotes as a message may repeat it: on one line, and cut with `…` after 40 characters or `most`. */
export function quoted(text: string, most = 40): string {
  return JSON.stringify(text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`);
}
