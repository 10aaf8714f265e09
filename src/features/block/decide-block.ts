import { type Endpoint, hasDirectory } from '../../domain/endpoint.ts';
import { isProtected, isProtectedUser } from '../../domain/protected-names.ts';
import type { ExactWhom, OneAim } from '../../domain/target.ts';
import { distinctNames, nameOf } from '../../domain/vpn-name.ts';
import { type ActingSituation, authorize, refuseProtected } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { chooseEndpoints } from '../connections/choose-endpoints.ts';
import { readEndpoint } from '../connections/list-connections.ts';
import { targetOf } from '../connections/resolve-target.ts';
import type { BlockScope, NoBlock } from './block-finding.ts';

/**
 * Decides whether the actor may block the target from this channel, under which names and on which endpoints. Every
 * path to a block goes through here: the command, the modal and its submission.
 */
export async function decideBlock(
  app: AppContext,
  situation: ActingSituation,
  { whom, on }: OneAim,
): Promise<BlockScope | Exclude<NoBlock, { kind: 'no_list' }>> {
  const choice = chooseEndpoints(app.rules, situation, 'block', on);
  if (choice.kind !== 'chosen') return choice;

  const resolved = await namesOf(app, whom, choice.endpoints);
  if (resolved.kind !== 'named') return resolved;
  if (await isAnyProtected(app, resolved.names, choice.endpoints))
    return { kind: 'refused', refusal: refuseProtected(app.rules) };

  const isEverywhere = on === undefined && choice.endpoints.length === app.rules.endpoints.length;
  return { kind: 'found', names: resolved.names, endpoints: choice.endpoints, isEverywhere };
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

/** Whether the actor may also terminate connections on at least one endpoint that the block covers. */
export function mayEndToo(
  { rules }: Pick<AppContext, 'rules'>,
  situation: ActingSituation,
  endpoints: readonly Endpoint[],
): boolean {
  return endpoints.some((endpoint) => authorize(rules, situation, 'kick', endpoint).allowed);
}

type Names = { readonly kind: 'named'; readonly names: readonly string[] } | NoName;
type NoName = Extract<NoBlock, { kind: 'nameless' | 'no_name' }>;

/** A client reconnects under a new connection id, so a connection is blocked by its name. */
async function namesOf(app: AppContext, whom: ExactWhom, endpoints: readonly Endpoint[]): Promise<Names> {
  const resolved = await targetOf(app, whom);
  if (resolved.kind === 'nameless') return resolved;
  if (resolved.target.kind === 'names') return { kind: 'named', names: distinctNames(resolved.target.names) };

  const { found } = await readEndpoint(app.vpn, endpoints, resolved.target);
  const names = found
    .flatMap(({ connections }) => connections.map(nameOf))
    .flatMap((name) => (name.kind === 'unnamed' ? [] : [name.text]));
  return names.length > 0 ? { kind: 'named', names: distinctNames(names) } : { kind: 'no_name' };
}
