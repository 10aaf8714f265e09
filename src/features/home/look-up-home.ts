import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import type { ChannelId, PersonId } from '../../domain/ids.ts';
import { authorizeSelf, type Denial } from '../../policy/authorize.ts';
import type { Freshness } from '../../ports/vpn-gateway.ts';
import { allowedChannels } from '../../slack/allowed-channels.ts';
import { frugalContext } from './frugal-context.ts';
import type { HomeContext, HomeSection } from './home-section.ts';
import type { ShownSection } from './messages.ts';

export interface HomeRequest {
  readonly person: PersonId;
  /** The direct message with them. */
  readonly place: ChannelId;
  readonly freshness: Freshness;
}

export type HomeLookUp =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | {
      readonly kind: 'shown';
      /** Returns the sections as far as they are looked up by now. */
      now(): readonly ShownSection[];
      /** Resolves when all of them are, or have failed. */
      readonly done: Promise<unknown>;
    };

/**
 * Looks up the Home tab of one person: every section at the same time. A section that fails says so in its place.
 *
 * @param onFailure Receives why a section failed. It must not throw.
 */
export async function lookUpHome(
  context: HomeContext,
  { person: id, place, freshness }: HomeRequest,
  sections: readonly HomeSection[],
  onFailure: (code: FailureCode, title: string) => void,
): Promise<HomeLookUp> {
  const frugal = frugalContext(context.app);
  const { rules, directory } = frugal;
  const lookup = await directory.person(id);
  const decision = authorizeSelf(rules, lookup);
  if (lookup.kind !== 'found' || (!decision.allowed && decision.reason !== 'self_disabled'))
    return { kind: 'refused', denial: decision.allowed ? unverifiable : decision };

  const rulesOfChannels = [...rules.channels.values()];
  const channels = allowedChannels(frugal, id, rulesOfChannels, rulesOfChannels.length);
  const viewer = { person: lookup.person, place, freshness, channels };
  const known = new Map<HomeSection, ShownSection['content'] | 'nothing'>();
  const lookUps = sections.map(async (section) => {
    try {
      const blocks = await section.show({ ...context, app: frugal }, viewer);
      known.set(section, blocks === undefined ? 'nothing' : { kind: 'shown', blocks });
    } catch (error) {
      const { code } = failureFrom(error);
      onFailure(code, section.title);
      known.set(section, { kind: 'failed', code });
    }
  });
  return {
    kind: 'shown',
    done: Promise.all(lookUps),
    now: () =>
      sections.flatMap((section) => {
        const { title, isForEveryone } = section;
        const content = known.get(section) ?? (isForEveryone ? pending : 'nothing');
        return content === 'nothing' ? [] : [{ title, content }];
      }),
  };
}

const pending = { kind: 'pending' } as const;
const unverifiable: Denial = { allowed: false, reason: 'person_unverifiable', grant: 'self', grantedIn: [] };
