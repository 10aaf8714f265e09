import * as z from 'zod';
import { regionMeant } from '../domain/aws-regions.ts';
import { foldName } from '../domain/vpn-name.ts';
import { guess, type Problem, shown } from './invalid-config.ts';

const word = z.string().optional().catch(undefined);

/** Reads whatever is readable in the file, even if the rest is wrong: no problem may hide another. */
const outlineSchema = z.object({
  endpoints: z
    .array(
      z
        .object({ id: word, name: word, region: word })
        .catch({ id: undefined, name: undefined, region: undefined }),
    )
    .catch([]),
  newRegions: z.array(word).catch([]),
  channels: z
    .array(
      z
        .object({
          id: word,
          allow: z.array(word).catch([]),
          endpoints: z.array(word).optional().catch(undefined),
        })
        .catch({ id: undefined, allow: [], endpoints: undefined }),
    )
    .catch([]),
  people: z
    .object({ match: word, domains: z.unknown().optional(), claims: word })
    .catch({ match: undefined, domains: undefined, claims: undefined }),
  kick: z.object({ approvers: z.array(word).catch([]) }).catch({ approvers: [] }),
  history: z
    .object({ days: z.unknown().optional(), notify: word })
    .catch({ days: undefined, notify: undefined }),
  report: z.object({ channel: word }).catch({ channel: undefined }),
  security: z.object({ breakGlass: z.array(word).catch([]) }).catch({ breakGlass: [] }),
});

/** Finds inconsistencies between parts of the file: repeated ids and names, and endpoints that do not exist. */
export function crossCheck(file: unknown): readonly Problem[] {
  const outline = outlineSchema.safeParse(file);
  if (!outline.success) return [];

  const { endpoints, newRegions, channels, people, kick, security, history, report } = outline.data;
  const names = endpoints.map(({ name }) => name);

  return [
    ...repeated(
      endpoints.map(({ id }) => id),
      (index) => `endpoints[${index}].id`,
    ),
    ...repeated(names, (index) => `endpoints[${index}].name`),
    ...namedAsAnother(endpoints),
    ...regionProblems(endpoints, newRegions),
    ...repeated(
      channels.map(({ id }) => id),
      (index) => `channels[${index}].id`,
    ),
    ...domainProblems(people),
    ...claimsProblems(people, channels, names),
    ...repeated(kick.approvers, (index) => `kick.approvers[${index}]`),
    ...repeated(security.breakGlass, (index) => `security.breakGlass[${index}]`),
    ...withoutSee(history.notify, channels, 'history.notify'),
    ...notifyProblems(history),
    ...withoutSee(report.channel, channels, 'report.channel'),
    ...channels.flatMap((channel, index) => {
      const pathOf = (place: number) => `channels[${index}].endpoints[${place}]`;
      const limits = channel.endpoints ?? [];
      return [...repeated(limits, pathOf), ...unknown(limits, names, pathOf)];
    }),
  ];
}

/**
 * Finds Regions that are probably mistyped: AWS has no such host, and Bouncer would look for the endpoint in vain. AWS
 * adds Regions, so the file can name those that this version does not know.
 */
function regionProblems(
  endpoints: readonly { readonly region?: string | undefined }[],
  newRegions: Words,
): readonly Problem[] {
  return endpoints.flatMap(({ region = '' }, index) => {
    const isChecked = /-\d{1,2}$/.test(region) && !newRegions.includes(region);
    const meant = isChecked ? regionMeant(region) : undefined;
    if (meant === undefined) return [];
    const message = `${shown(region)} isn’t an AWS Region that Bouncer knows; did you mean "${meant}"? If it’s new, add newRegions: [${region}]`;
    return [{ path: `endpoints[${index}].region`, message }];
  });
}

/** Checks `people.domains`: matching the local part in any domain would make `anna@freelancer.example` the VPN's `anna`. */
function domainProblems({
  match,
  domains,
}: {
  readonly match?: string | undefined;
  readonly domains?: unknown;
}): readonly Problem[] {
  const path = 'people.domains';
  if (match === 'local-part' && domains === undefined) {
    const message =
      'is missing: with match: local-part, list the domains whose addresses give a VPN name, such as domains: [corp.example]';
    return [{ path, message }];
  }
  if (match === 'map' && domains !== undefined)
    return [{ path, message: 'has no effect with match: map, which does not use addresses; remove it' }];
  return [];
}

/** Checks `people.claims`: a name counts on every endpoint, so the channel must be able to block people on each. */
function claimsProblems(
  { claims }: { readonly claims?: string | undefined },
  channels: readonly {
    readonly id?: string | undefined;
    readonly allow: Words;
    readonly endpoints?: Words | undefined;
  }[],
  endpoints: Words,
): readonly Problem[] {
  if (claims === undefined || claims === 'off') return [];
  const channel = channels.find(({ id }) => id === claims);
  const isLimited = channel?.endpoints !== undefined && channel.endpoints.length < endpoints.length;
  if (channel?.allow.includes('block') && !isLimited) return [];
  const message = `${shown(claims)} isn’t a channel in this file that can block people on every endpoint; give it allow: [block] without endpoints, or set claims: off`;
  return [{ path: 'people.claims', message }];
}

/** Checks `history.notify`: a place is only new compared with the earlier ones. */
function notifyProblems({
  days,
  notify,
}: {
  readonly days?: unknown;
  readonly notify?: string | undefined;
}): readonly Problem[] {
  if (days !== 0 || notify === undefined) return [];
  return [{ path: 'history.notify', message: 'needs a history; set history.days to 1 or more' }];
}

/** Finds a channel that Bouncer should post names in, but that is not granted to see them. */
function withoutSee(
  channel: string | undefined,
  channels: readonly { readonly id?: string | undefined; readonly allow: Words }[],
  path: string,
): readonly Problem[] {
  if (channel === undefined) return [];
  const rule = channels.find(({ id }) => id === channel);
  if (rule?.allow.includes('see')) return [];
  const message =
    rule === undefined
      ? `${shown(channel)} isn’t listed under channels; add it there with allow: [see]`
      : `${shown(channel)} needs the grant see; add it under channels`;
  return [{ path, message }];
}

type Words = readonly (string | undefined)[];
type PathOf = (index: number) => string;

function repeated(words: Words, pathOf: PathOf): readonly Problem[] {
  const folded = words.map((text) => (text === undefined ? undefined : foldName(text)));

  return words.flatMap((text, index) => {
    const first = folded.indexOf(folded[index]);
    if (text === undefined || first === index) return [];
    return { path: pathOf(index), message: `${shown(text)} is already used at ${pathOf(first)}` };
  });
}

/** Finds a name that is another endpoint's id: as a scope, it would mean two endpoints. */
function namedAsAnother(
  endpoints: readonly { readonly id?: string | undefined; readonly name?: string | undefined }[],
): readonly Problem[] {
  return endpoints.flatMap(({ name = '' }, index) => {
    const other = endpoints.findIndex(({ id = '' }) => id !== '' && foldName(id) === foldName(name));
    if (other < 0 || other === index) return [];
    return { path: `endpoints[${index}].name`, message: `${shown(name)} is the id of endpoints[${other}]` };
  });
}

function unknown(words: Words, names: Words, pathOf: PathOf): readonly Problem[] {
  const known = names.flatMap((name) => name ?? []);
  const folded = new Set(known.map(foldName));

  return words.flatMap((text, index) => {
    if (text === undefined || folded.has(foldName(text))) return [];
    const message = `${shown(text)} isn’t an endpoint in this file${guess(text, known)}`;
    return { path: pathOf(index), message };
  });
}
