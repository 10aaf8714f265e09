/** Slack's deepest payloads, modal submissions, have about fifteen levels. */
const maxLevels = 100;

/**
 * Parses JSON. Returns undefined for text that is not JSON, or that is nested so deeply that walking through it could
 * overflow the stack.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Scans the text once. If the text is not JSON, the result may be either. */
function isTooDeep(text: string): boolean {
  let levels = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{' || character === '[') {
      levels += 1;
      if (levels > maxLevels) return true;
    } else if (character === '}' || character === ']') levels -= 1;
  }
  return false;
}
