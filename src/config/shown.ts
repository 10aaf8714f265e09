const mostShown = 60;
const tokenLike = /xox[a-z](\.xox[a-z])?-[\w-]+|xapp-[\w-]+|(AKIA|ASIA)[A-Z0-9]{12,}/gi;

/** Quotes what stands in the file: one line, not too long, and blanked where someone pasted a credential. */
export function shown(text: string): string {
  const points = [...withoutCredentials(text)];
  const clamped = points.length > mostShown ? `${points.slice(0, mostShown).join('')}…` : points.join('');

  return JSON.stringify(clamped);
}

/** Blanks what looks like a Slack token or an AWS access key. */
export function withoutCredentials(text: string): string {
  return text.replace(tokenLike, '(a credential, not shown)');
}
