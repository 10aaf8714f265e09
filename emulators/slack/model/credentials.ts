/** What opens the workspace to the app, and what its requests are signed with. */
export interface CredentialSet {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
}

/** The app's credentials, which an administrator may replace; then the old ones are good for nothing. */
export class Credentials {
  #now: CredentialSet;
  readonly #revoked = new Set<string>();

  constructor(credentials: CredentialSet) {
    this.#now = credentials;
  }

  get now(): CredentialSet {
    return this.#now;
  }

  rotate(changes: Partial<CredentialSet>): void {
    for (const name of ['botToken', 'appToken'] as const) {
      if (changes[name] !== undefined) this.#revoked.add(this.#now[name]);
    }
    this.#now = { ...this.#now, ...changes };
  }

  isRevoked(token: string): boolean {
    return this.#revoked.has(token);
  }
}
