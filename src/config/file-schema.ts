import { isIP } from 'node:net';
import {
  millisecondsInDay,
  millisecondsInHour,
  millisecondsInMinute,
  millisecondsInSecond,
} from 'date-fns/constants';
import * as z from 'zod';
import { awsRegions } from '../domain/aws-regions.ts';
import { defaultCommand, isBuiltInCommand, parseCommandName } from '../domain/bot-names.ts';
import {
  isDirectMessage,
  parseChannelId,
  parseEndpointId,
  parseGroupId,
  parsePersonId,
} from '../domain/ids.ts';
import { channelGrants, type ReportRule, usualTerminations } from '../domain/rules.ts';
import { foldName } from '../domain/vpn-name.ts';
import { guess, valueText } from './invalid-config.ts';

const msPerUnit = { s: millisecondsInSecond, m: millisecondsInMinute, h: millisecondsInHour } as const;

/** Parses a duration such as `900s`, `15m` or `2h` into milliseconds; undefined for anything else. */
export function parseDurationMs(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h') return undefined;

  return Number(digits) * msPerUnit[unit];
}

/** Reserved words in commands, such as `/vpn … on ENDPOINT`. */
const reservedNames = ['on', 'all'];
const maxReasonLength = 500;

const someText = z.string().trim().min(1);

const channelId = read((text) => {
  const id = parseChannelId(text);
  return id === undefined || isDirectMessage(id) ? undefined : id;
}, 'isn’t the id of a channel (C… or G…, at the bottom of the channel’s details in Slack)');

const region = read(
  matching(/^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/),
  (text) => `isn’t an AWS Region${guess(text, awsRegions) || ' such as eu-west-1'}`,
);

const endpoint = z.strictObject({
  id: read(parseEndpointId, 'isn’t the id of a Client VPN endpoint (cvpn-endpoint-…)'),
  name: read(
    parseEndpointName,
    'can’t be typed in a command: use up to 40 letters, digits, ".", "_" and "-", but not "on" or "all"',
  ),
  region,
  roleArn: read(
    matching(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/),
    'isn’t the ARN of a role (arn:aws:iam::111122223333:role/name)',
  ).optional(),
});

const command = read(
  parseCommandName,
  'isn’t the name of a slash command: "/" and up to 31 lower-case letters, digits, "-" and "_", such as /vpn',
).refine((name) => !isBuiltInCommand(name), {
  error: ({ input }) => `${valueText(input)} is one of Slack’s own commands; use another name, such as /vpn`,
});

const channel = z.strictObject({
  id: channelId,
  name: someText.transform((text) => text.replace(/^#/, '')).optional(),
  allow: z.array(z.enum(channelGrants)),
  endpoints: z.array(someText).optional(),
  allowPublic: z.boolean().default(false),
  allowOrgShared: z.boolean().default(false),
});

const people = z.strictObject({
  match: z.enum(['email', 'local-part', 'map']).default('email'),
  domains: z
    .array(
      read(
        matching(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/i),
        'isn’t a domain such as corp.example (letters, digits and "-"; the part after the @)',
      ),
    )
    .min(1)
    .optional(),
  map: z
    .record(read(parsePersonId, 'isn’t the id of a person in Slack (U… or W…)'), z.array(someText).min(1))
    .default({}),
  claims: z.union([z.literal('off'), z.literal(false).transform(() => 'off' as const), channelId]).optional(),
});

const listedPerson = read(
  (text) => parsePersonId(text) ?? parseGroupId(text),
  'isn’t the id of a person (U… or W…) or of a user group (S…) in Slack',
);

const kick = z.strictObject({
  minReason: z.int().min(1).max(maxReasonLength).default(5),
  approveAbove: z.int().min(0).default(5),
  notify: z.enum(['off', 'reason', 'plain']).default('off'),
  approvers: z
    .array(listedPerson)
    .min(1, 'names no one. Leave it out to let anyone else in the channel approve')
    .optional(),
  listExpires: read(parseListExpiresMs, 'isn’t a duration from 1s to 24h, such as 15m').prefault('15m'),
});

/** The rate of terminations is configurable, because AWS raises its limits on request. */
const terminations = z.strictObject({
  burst: z.int().min(1).max(500).default(usualTerminations.burst),
  perSecond: z.number().min(0.1).max(50).default(usualTerminations.perSecond),
});

const security = z.strictObject({
  breakGlass: z.array(listedPerson).default([]),
});

const maxHistoryDays = 400;

const history = z.strictObject({
  days: z.int().min(0).max(maxHistoryDays).default(30),
  /** The names are for `infra/`, which lets the worker read these groups; Bouncer reads what the endpoints name. */
  connectionLog: z
    .union([z.boolean(), z.array(someText).min(1)], {
      error: 'must be true, false, or a list of log groups, such as ["/aws/clientvpn/prod"]',
    })
    .default(false),
  notify: channelId.optional(),
  known: z.array(read(parseCidr, 'isn’t a network in CIDR notation, such as 203.0.113.0/24')).default([]),
});

const report = z.strictObject({
  channel: channelId,
  at: read(parseWeeklyTime, 'isn’t a weekday and a time, such as "Mon 09:00"').prefault('Mon 09:00'),
  zone: read(parseTimeZone, 'isn’t a time zone, such as Europe/Berlin').prefault('UTC'),
});

const store = z
  .strictObject({
    sqlite: someText.optional(),
    dynamodb: read(
      matching(/^[\w.-]{3,255}$/),
      'isn’t the name of a table: 3 to 255 letters, digits, ".", "_" and "-"',
    ).optional(),
  })
  .transform(({ sqlite, dynamodb }, context) => {
    if (sqlite !== undefined && dynamodb === undefined) return { sqlite };
    if (sqlite === undefined && dynamodb !== undefined) return { dynamodb };

    context.addIssue({ code: 'custom', message: 'must have either sqlite or dynamodb' });
    return z.NEVER;
  });

const blocks = z.strictObject({ dynamodb: someText, onError: z.enum(['allow', 'deny']).default('deny') });

/** Validates each part of the file by itself; `crossCheck` checks the parts against each other. */
export const fileSchema = z.strictObject({
  command: command.default(defaultCommand),
  endpoints: z.array(endpoint).min(1),
  /** Regions that AWS added after this version; `crossCheck` reads them. */
  newRegions: z.array(region).default([]),
  channels: z.array(channel).default([]),
  everyone: z.array(z.enum(['self', 'health'])).default([]),
  people: people.prefault({}),
  protected: z.array(someText).default([]),
  kick: kick.prefault({}),
  terminations: terminations.prefault({}),
  security: security.prefault({}),
  audit: z.strictObject({ channel: channelId }),
  store: store.prefault({ sqlite: './bouncer.db' }),
  blocks: blocks.optional(),
  history: history.prefault({}),
  report: report.optional(),
});

export type FileSettings = z.output<typeof fileSchema>;

const sections: Readonly<Record<string, object>> = {
  endpoints: endpoint.shape,
  channels: channel.shape,
  people: people.shape,
  kick: kick.shape,
  terminations: terminations.shape,
  security: security.shape,
  audit: fileSchema.shape.audit.shape,
  store: store.in.shape,
  blocks: blocks.shape,
  history: history.shape,
  report: report.shape,
};

/** Lists the settings allowed in the section under this top-level key; without one, the top-level settings. */
export function settingsIn(section: string | undefined): readonly string[] {
  return Object.keys(section === undefined ? fileSchema.shape : (sections[section] ?? {}));
}

/** Accepts text that the parser understands; otherwise the problem quotes the text and says what is wrong. */
function read<T>(parse: (text: string) => T | undefined, sentence: string | ((text: string) => string)) {
  const problem = (input: unknown) =>
    `${valueText(input)} ${typeof sentence === 'string' ? sentence : sentence(String(input))}`;
  const text = z.string({ error: ({ input }) => (input === undefined ? 'is missing' : problem(input)) });

  return text.transform((given, context) => {
    const value = parse(given);
    if (value !== undefined) return value;

    context.addIssue({ code: 'custom', message: problem(given) });
    return z.NEVER;
  });
}

function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}

function parseEndpointName(text: string): string | undefined {
  const isTypeable = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u.test(text);
  return isTypeable && !reservedNames.includes(foldName(text)) ? text : undefined;
}

function parseListExpiresMs(text: string): number | undefined {
  const ms = parseDurationMs(text);
  return ms !== undefined && ms > 0 && ms <= millisecondsInDay ? ms : undefined;
}

/** Accepts IPv4 and IPv6, with at least one bit that identifies the network. */
function parseCidr(text: string): string | undefined {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const family = isIP(address);
  const isInRange = Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128);
  return family !== 0 && isInRange ? text : undefined;
}

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function parseWeeklyTime(text: string): Pick<ReportRule, 'weekday' | 'hour' | 'minute'> | undefined {
  const [, day = '', hour, minute] = /^([a-z]{3}) ([01]\d|2[0-3]):([0-5]\d)$/i.exec(text) ?? [];
  const weekday = ([0, 1, 2, 3, 4, 5, 6] as const).find((at) => weekdays[at] === day.toLowerCase());
  return weekday === undefined ? undefined : { weekday, hour: Number(hour), minute: Number(minute) };
}

function parseTimeZone(text: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
