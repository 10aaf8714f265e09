import { directoryUserOf } from '../../domain/directory-name.ts';
import { Failure } from '../../domain/failure.ts';
import { othersListedFor } from '../../domain/name-claim.ts';
import { type Person, vpnNamesOf } from '../../domain/person.ts';
import { isProtectedUser, type Rules } from '../../domain/rules.ts';
import { visibleLength, withoutInvisible, withPlainSpaces } from '../../domain/visible-text.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import type { AppContext } from '../../ports/app-context.ts';

/** Why a name cannot be claimed. */
export type ClaimProblem =
  | 'already_theirs'
  | 'protected'
  /** It is an address, or a user name with a domain, and so belongs to whoever has it. */
  | 'not_a_certificate'
  /** The configuration lists it for someone else, or it is the name that another person’s address gives. */
  | 'someone_elses'
  /** Slack did not tell whether another person’s address gives it. */
  | 'unchecked';

/** The common name of a certificate is no longer: https://www.rfc-editor.org/rfc/rfc5280#appendix-A.1 (ub-common-name) */
const maxNameLength = 64;

/** Parses a name as typed; undefined if it could not be told from others by reading it. */
export function parseClaimedName(typed: string): string | undefined {
  const name = withPlainSpaces(typed);
  const isReadable =
    visibleLength(name) > 0 && name === withoutInvisible(name) && [...name].length <= maxNameLength;
  // Names are separated by commas in the audit log.
  return isReadable && !/[,;]/.test(name) ? name : undefined;
}

/**
 * Finds out whether a person could own a certificate of this name. It is asked when the claim is made, and again when
 * it is approved: the configuration and people’s addresses may have changed.
 */
export async function claimProblem(
  { rules, directory }: Pick<AppContext, 'rules' | 'directory'>,
  person: Person,
  name: string,
): Promise<ClaimProblem | undefined> {
  if (vpnNamesOf(person, rules.people).some((own) => isSameName(own, name))) return 'already_theirs';
  if (isProtectedUser(name, rules.protected)) return 'protected';
  if (othersListedFor(rules.people, person.id, name).length > 0) return 'someone_elses';
  const isOwnAddress = person.email !== undefined && isSameName(person.email, name);
  if (!isOwnAddress && (name.includes('@') || name.includes('\\'))) return 'not_a_certificate';

  try {
    const owners = await Promise.all(
      addressesOf(name, rules.people).map((address) => directory.ownerOfEmail(address)),
    );
    return owners.some((owner) => owner !== undefined && owner !== person.id) ? 'someone_elses' : undefined;
  } catch (error) {
    // The directory has reported why.
    if (error instanceof Failure) return 'unchecked';
    throw error;
  }
}

/** The addresses from which a name could be derived. */
function addressesOf(name: string, { match, domains = [] }: Rules['people']): readonly string[] {
  return match === 'local-part' ? domains.map((domain) => `${directoryUserOf(name)}@${domain}`) : [];
}
