import type { Random } from './random.ts';

/** Who signed a call. */
export interface Caller {
  readonly accessKeyId: string;
  readonly accountId: string;
  readonly arn: string;
  readonly userId: string;
  /** Absent for long-term credentials. */
  readonly expiresAt?: number;
}

export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
  readonly caller: Caller;
}

/** The account whose long-term keys sign calls, in AWS' own example number. */
export const homeAccountId = '111122223333';

/** Maps temporary credentials to their role; every other access key is a user of the home account. */
export class CallerRegistry {
  readonly #byAccessKeyId = new Map<string, Caller>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  identify(accessKeyId: string): Caller {
    return (
      this.#byAccessKeyId.get(accessKeyId) ?? {
        accessKeyId,
        accountId: homeAccountId,
        arn: `arn:aws:iam::${homeAccountId}:user/${accessKeyId}`,
        userId: accessKeyId,
      }
    );
  }

  assume(role: RoleArn, sessionName: string, expiresAt: number): TemporaryCredentials {
    const random = this.#random;
    const accessKeyId = `ASIA${random.hex(16).toUpperCase()}`;
    const caller = {
      accessKeyId,
      accountId: role.accountId,
      arn: `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/${sessionName}`,
      userId: `AROA${random.hex(16).toUpperCase()}:${sessionName}`,
      expiresAt,
    };
    this.#byAccessKeyId.set(accessKeyId, caller);
    return { accessKeyId, secretAccessKey: random.hex(40), sessionToken: random.hex(200), expiresAt, caller };
  }
}

export interface RoleArn {
  readonly accountId: string;
  /** Without the path: a session's ARN does not show it. */
  readonly name: string;
}

export function parseRoleArn(text: string): RoleArn | undefined {
  const [, accountId, name] =
    /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:[\w+=,.@/-]+\/)?([\w+=,.@-]+)$/.exec(text) ?? [];
  return accountId === undefined || name === undefined ? undefined : { accountId, name };
}
