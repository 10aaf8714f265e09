/** Slack's three escapes, and no others: `&quot;` is text. One pass, so `&amp;lt;` becomes `&lt;`. */
export function unescapeText(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) =>
    name === 'amp' ? '&' : name === 'lt' ? '<' : '>',
  );
}
