/** Where a visitor is: who they act as and which channel they look at. It lives in the address, so that a
 * reload keeps it and two windows can be two people. */
export interface Place {
  readonly person: string;
  readonly channel: string | null;
}

/** Helga of the helpdesk: the first job that the bot was made for is hers. */
export const firstPlace: Place = { person: 'U0HELGA', channel: null };

/** `#/U0HELGA/C0HELPDESK` */
export function parsePlace(hash: string): Place {
  const [, person, channel] = hash.split('/').map(decodePart);
  return { person: person || firstPlace.person, channel: channel || null };
}

export function hashFromPlace({ person, channel }: Place): string {
  const parts = channel === null ? [person] : [person, channel];
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
