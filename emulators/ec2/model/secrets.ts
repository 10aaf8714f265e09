/** One value of a secret. Times are milliseconds since 1970. */
export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
}

/** The stages that a version may be in; a value that is put moves the current one to the previous. */
const secretStages: readonly string[] = ['AWSCURRENT', 'AWSPREVIOUS'];

const dayMs = 24 * 3_600_000;

/**
 * Secrets by name, each with its last two values.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version
 */
export class Secrets {
  readonly #versions = new Map<string, readonly SecretVersion[]>();
  readonly #now: () => number;

  /** @param values Name to value; they have been there for a day. */
  constructor(values: Readonly<Record<string, string>>, now: () => number) {
    this.#now = now;
    for (const [name, value] of Object.entries(values)) {
      this.#versions.set(name, [versionOf(value, 1, now() - dayMs)]);
    }
  }

  has(name: string): boolean {
    return this.#versions.has(name);
  }

  put(name: string, value: string): void {
    const versions = this.#versions.get(name) ?? [];
    const number = Number.parseInt(versions[0]?.id.slice(-12) ?? '0', 16) + 1;
    this.#versions.set(
      name,
      [versionOf(value, number, this.#now()), ...versions].slice(0, secretStages.length),
    );
  }

  find(name: string, stage: string): SecretVersion | undefined {
    return this.#versions.get(name)?.[secretStages.indexOf(stage)];
  }
}

function versionOf(value: string, number: number, createdAt: number): SecretVersion {
  return { id: `5d3f1c7e-0a54-4a27-9b0c-${number.toString(16).padStart(12, '0')}`, value, createdAt };
}
