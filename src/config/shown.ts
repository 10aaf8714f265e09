const mostShown = 60;
const tokenLike = /xox[a-z](\.xox[a-z])?-[\w-]+|xapp-[\w-]+|(AKIA|ASIA)[A-Z0-9]{12,}/gi;

/** Quotes text from the file on one line, shortened, and with credentials masked. */
export function shown(text: string): string {
  const points = [...withoutCredentials(text)];
  const clamped = points.length > mostShown ? `${points.slice(0, mostShown).join('')}…` : points.join('');

  return JSON.stringify(clamped);
}

/** Masks anything that looks like a Slack token or an AWS access key. */
export function withoutCredentials(text: string): string {
  return text.replace(tokenLike, '(a credential, not shown)');
}
