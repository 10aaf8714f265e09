import { isRecord } from '../wire/is-record.ts';
import type { Connect, Faults } from './control-protocol.ts';

/** The client that is to connect, or a sentence that says what is wrong with the posted body. */
export function parseConnect(body: unknown): Connect | string {
  if (!isRecord(body)) return 'The body is an object.';
  const { endpointId, username, commonName, ...others } = body;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `There is no field called ${unknown}.`;
  if (typeof endpointId !== 'string') return 'endpointId is the id of an endpoint.';
  if (username !== undefined && typeof username !== 'string') return 'username is a text.';
  if (commonName !== undefined && typeof commonName !== 'string') return 'commonName is a text.';

  return {
    endpointId,
    ...(username === undefined ? {} : { username }),
    ...(commonName === undefined ? {} : { commonName }),
  };
}

/** The faults in a posted body, or a sentence that says what is wrong with it. */
export function parseFaults(body: unknown): Faults | string {
  if (!isRecord(body)) return 'The faults are an object.';
  for (const [name, value] of Object.entries(body)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) return `There is no fault called ${name}.`;
    if (!rule.holds(value)) return `${name} is ${rule.kind}.`;
  }
  // Every field has been checked against its rule above.
  return body as Faults;
}

interface Rule {
  readonly kind: string;
  holds(value: unknown): boolean;
}

const share: Rule = {
  kind: 'a share, 0 to 1',
  holds: (value) => typeof value === 'number' && value >= 0 && value <= 1,
};

const names: Rule = {
  kind: 'a list of names',
  holds: (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
};

const milliseconds: Rule = {
  kind: 'a number of milliseconds, 0 to 60000',
  holds: (value) => typeof value === 'number' && value >= 0 && value <= 60_000,
};

const wrongClock: Rule = {
  kind: 'a number of milliseconds, up to a day ahead or behind',
  holds: (value) => typeof value === 'number' && Math.abs(value) <= 24 * 3_600_000,
};

const rules: Readonly<Record<string, Rule>> = {
  throttling: share,
  regionsDown: names,
  denied: names,
  latencyMs: milliseconds,
  failedTerminations: share,
  proxyPages: share,
  clockAheadMs: wrongClock,
} satisfies Record<keyof Faults, Rule>;
