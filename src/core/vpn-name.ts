import type { Connection } from './connection.ts';

/** The name that a connection goes by, and what kind of name that is. */
export type VpnName =
  | { readonly kind: 'username'; readonly text: string }
  /** Names a certificate, which several people may share. */
  | { readonly kind: 'common_name'; readonly text: string }
  | { readonly kind: 'unnamed' };

export function nameOf(connection: Pick<Connection, 'username' | 'commonName'>): VpnName {
  if (connection.username) return { kind: 'username', text: connection.username };
  if (connection.commonName) return { kind: 'common_name', text: connection.commonName };
  return { kind: 'unnamed' };
}

/** The names that connections go by, each once, to be read; one without a name goes by its id. */
export function namesText(connections: readonly Connection[], most = Number.POSITIVE_INFINITY): string {
  const texts = connections.map((connection) => {
    const name = nameOf(connection);
    return name.kind === 'unnamed' ? connection.id : name.text;
  });
  const distinct = [...new Set(texts)];
  const more = distinct.length > most ? ` and ${distinct.length - most} more` : '';
  return distinct.slice(0, most).join(', ') + more;
}

/** Every name that stands on the connection: people are found by either. */
export function namesOn(connection: Pick<Connection, 'username' | 'commonName'>): readonly string[] {
  return [connection.username, connection.commonName].flatMap((name) => name || []);
}

/** Compares whole names without case: `Anna` is `anna`, and never `joanna`. */
export function isSameName(one: string, other: string): boolean {
  return foldName(one) === foldName(other);
}

export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/**
 * The ways in which one name is commonly written.
 * EC2's `username` filter heeds case, and directories keep the case in which a user signed in.
 * Where a letter's other case is another name (`ß` and `SS`), that spelling is left out.
 */
export function spellingsOf(name: string): readonly string[] {
  const lower = name.toLowerCase();
  const localPart = lower.replace(/@[^@]*$/, '');
  const capitalised = localPart.replace(/(^|[._-])\p{L}/gu, (initial) => initial.toUpperCase());
  const spellings = [name, lower, name.toUpperCase(), capitalised + lower.slice(localPart.length)];

  return [...new Set(spellings)].filter((spelling) => isSameName(spelling, name));
}
