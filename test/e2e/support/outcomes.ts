/** Says whether a message of the bot, to the channel or to the audit channel, begins with connections that were terminated. */
export function tellsOfTermination(text = ''): boolean {
  return /^[\d,]+ connections? terminated\b/.test(text);
}

/** Says whether it begins with connections that could not be terminated. */
export function tellsOfNoTermination(text = ''): boolean {
  return /^[\d,]+ connections? not terminated\b/.test(text);
}
