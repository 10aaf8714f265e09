/** Slack's deepest payloads, submissions of modals, are some fifteen levels deep. */
const mostLevels = 100;

/** Undefined for text that is no JSON, or nested so deeply that whoever walks through it could run out of stack. */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Goes through the text once. Of what is no JSON it may say either. */
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
      if (levels > mostLevels) return true;
    } else if (character === '}' || character === ']') levels -= 1;
  }
  return false;
}
