import { recordDenial } from '../../audit-log/record-entry.ts';
import { shortDigest } from '../../domain/block.ts';
import { type Endpoint, hasDirectory, type UnknownEndpoint } from '../../domain/endpoint.ts';
import type { Nameless } from '../../domain/person.ts';
import { isProtected, isProtectedUser } from '../../domain/rules.ts';
import type { BlockSelection, BlockTargetRef, OneOfSeveral } from '../../domain/target.ts';
import { distinctNames, foldName, nameOf } from '../../domain/vpn-name.ts';
import { type ActionAccessContext, type Denial, denyProtected } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { readEndpoints } from '../connections/list-connections.ts';
import {
  type Asked,
  namesAsked,
  type UnresolvedTarget,
  withoutNames,
} from '../connections/resolve-several.ts';
import { chooseEndpoints, targetOf } from '../connections/resolve-target.ts';

/**
 * Decides whether the actor may block the target from this channel, under which names and on which endpoints; a denial
 * is recorded. Every path to a block goes through here: the command, the modal and its submission.
 *
 * @param shownNames A digest of each name that the actor was shown; of several people, no others are blocked.
 */
export async function authorizeBlock(
  app: AppContext,
  requester: Requester,
  { targetRef, on }: BlockSelection,
  shownNames?: readonly string[],
): Promise<(BlockScope & { readonly access: ActionAccessContext }) | NoBlock> {
  const access = await loadActionAccess(app, requester);
  const refuse = async (denial: Denial) => {
    await recordDenial(app, requester, access, targetRef, denial);
    return { kind: 'refused', denial } as const;
  };
  const choice = chooseEndpoints(app.rules, access, 'block', on);
  if (choice.kind === 'refused') return refuse(choice.denial);
  if (choice.kind !== 'chosen') return choice;

  const { endpoints } = choice;
  const isEverywhere = on === undefined && endpoints.length === app.rules.endpoints.length;
  if (targetRef.kind === 'several') {
    const several = await shownOfSeveral(app, targetRef.targetRef, endpoints, shownNames);
    if (several.kind === 'protected') return refuse(denyProtected(app.rules));
    if (several.kind !== 'named') return several;
    return { ...several, kind: 'found', access, endpoints, isEverywhere };
  }

  const resolved = await namesOf(app, targetRef, endpoints);
  if (resolved.kind !== 'named') return resolved;
  if (await isAnyProtected(app, resolved.names, endpoints)) return refuse(denyProtected(app.rules));
  return { kind: 'found', access, names: resolved.names, endpoints, isEverywhere };
}

/** Of several people, finds those whom the actor was shown, and can block. */
async function shownOfSeveral(
  app: AppContext,
  targets: readonly OneOfSeveral[],
  endpoints: readonly Endpoint[],
  shownNames: readonly string[] | undefined,
): Promise<
  | ({ readonly kind: 'named' } & NamesOfSeveral)
  /** None of them can be blocked, because all of their names are protected. */
  | { readonly kind: 'protected' }
  | Extract<NoBlock, { kind: 'no_names' | 'too_many_names' }>
> {
  const several = await namesOfSeveral(app, await namesAsked(app, targets), endpoints);
  const { asked } = several;
  const names = several.names.filter((name) => shownNames?.includes(digestOfName(name)) ?? true);
  const unshown = asked.filter(
    (one) => one.names.length > 0 && !one.names.some((name) => names.includes(name)),
  );
  const skipped = [
    ...several.skipped,
    ...unshown.map(({ targetRef }) => ({ targetRef, why: 'unshown' as const })),
  ];
  if (names.length > maxNames) return { kind: 'too_many_names', count: names.length };
  if (names.length > 0) return { kind: 'named', names, skipped, asked };
  const isProtectedOnly = skipped.length > 0 && skipped.every(({ why }) => why === 'protected');
  return isProtectedOnly ? { kind: 'protected' } : { kind: 'no_names', skipped };
}

/** As many names as a modal and its `private_metadata` have room for. */
export const maxNames = 50;

/** A short digest of a name: 8 base64url digits. */
export function digestOfName(name: string): string {
  return shortDigest(foldName(name));
}

/** The names of several people that the actor may block from this channel: a hint for a modal, never a permission. */
export async function namesToBlock(
  app: AppContext,
  access: ActionAccessContext,
  asked: readonly Asked[],
  on: string | undefined,
): Promise<readonly string[]> {
  const choice = chooseEndpoints(app.rules, access, 'block', on);
  if (app.blocking === undefined || choice.kind !== 'chosen') return [];
  return (await namesOfSeveral(app, asked, choice.endpoints)).names;
}

/** Returns whether the actor may block these names from this channel: a hint for a modal, never a permission. */
export async function isBlockable(
  app: AppContext,
  access: ActionAccessContext,
  names: readonly string[],
  on: string | undefined,
): Promise<boolean> {
  const choice = chooseEndpoints(app.rules, access, 'block', on);
  if (app.blocking === undefined || choice.kind !== 'chosen') return false;
  return names.length > 0 && !(await isAnyProtected(app, names, choice.endpoints));
}

type NamesOfSeveral = Pick<BlockScope, 'names'> & Required<Pick<BlockScope, 'skipped' | 'asked'>>;

/** The names of several people that can be blocked, and the people who are skipped. */
async function namesOfSeveral(
  app: AppContext,
  all: readonly Asked[],
  endpoints: readonly Endpoint[],
): Promise<NamesOfSeveral> {
  const areProtected = await Promise.all(all.map(({ names }) => isAnyProtected(app, names, endpoints)));
  const asked = all.filter((_one, index) => areProtected[index] !== true);
  const skipped = all
    .filter((one) => !asked.includes(one))
    .map(({ targetRef }) => ({ targetRef, why: 'protected' as const }));
  return {
    names: distinctNames(asked.flatMap(({ names }) => names)),
    skipped: [...withoutNames(all), ...skipped],
    asked,
  };
}

/**
 * On an endpoint with a directory, a block covers every way to write a user name, and so may cover a protected name. An
 * endpoint that AWS cannot describe is assumed to have a directory.
 */
async function isAnyProtected(
  app: AppContext,
  names: readonly string[],
  endpoints: readonly Endpoint[],
): Promise<boolean> {
  const patterns = app.rules.protected;
  if (isProtected(names, patterns)) return true;
  if (!names.some((name) => isProtectedUser(name, patterns))) return false;
  const areDirectories = await Promise.all(
    endpoints.map((endpoint) => app.vpn.facts(endpoint).then(hasDirectory, () => true)),
  );
  return areDirectories.includes(true);
}

/** A client reconnects under a new connection id, so a connection is blocked by its name. */
async function namesOf(
  app: AppContext,
  targetRef: Exclude<BlockTargetRef, { kind: 'several' }>,
  endpoints: readonly Endpoint[],
): Promise<
  | { readonly kind: 'named'; readonly names: readonly string[] }
  | Extract<NoBlock, { kind: 'nameless' | 'no_name' }>
> {
  const resolved = await targetOf(app, targetRef);
  if (resolved.kind === 'nameless') return resolved;
  if (resolved.target.kind === 'names') return { kind: 'named', names: distinctNames(resolved.target.names) };

  const { found } = await readEndpoints(app.vpn, endpoints, resolved.target);
  const names = found
    .flatMap(({ connections }) => connections.map(nameOf))
    .flatMap((name) => (name.kind === 'unnamed' ? [] : [name.text]));
  return names.length > 0 ? { kind: 'named', names: distinctNames(names) } : { kind: 'no_name' };
}

export interface BlockScope {
  readonly kind: 'found';
  /** At least one; a person can have several VPN names. */
  readonly names: readonly string[];
  readonly endpoints: readonly Endpoint[];
  /** Whether the block covers every endpoint, including endpoints that are added later. */
  readonly isEverywhere: boolean;
  /** Of several people, those who are not blocked, and why. */
  readonly skipped?: readonly UnresolvedTarget[];
  /** Of several people, those who are blocked, with their names. */
  readonly asked?: readonly Asked[];
}

export type NoBlock =
  /** The operator has configured no table of blocks. */
  | { readonly kind: 'no_list' }
  | Nameless
  /** The connection has ended, or it has no name. */
  | { readonly kind: 'no_name' }
  /** None of several people can be blocked. */
  | { readonly kind: 'no_names'; readonly skipped: readonly UnresolvedTarget[] }
  | { readonly kind: 'too_many_names'; readonly count: number }
  | UnknownEndpoint
  | { readonly kind: 'refused'; readonly denial: Denial };
