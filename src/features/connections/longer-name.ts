import type { KickWhom } from '../../domain/target.ts';
import { foldName } from '../../domain/vpn-name.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';

/**
 * Asks whether the actor meant a longer name, if its first word was parsed as the name and the rest as the reason:
 * `/vpn kick Bob Baker stale` while both `Bob` and `Bob Baker` are connected.
 *
 * @param usage The command that was typed, such as `/vpn kick`.
 * @param longerNames Names that start with the one that was parsed.
 */
export function longerNameText(
  usage: string,
  whom: KickWhom,
  reason: string,
  longerNames: readonly string[],
): string | undefined {
  if (whom.kind !== 'name') return undefined;
  const { name } = whom;
  const typed = foldName(`${name} ${reason}`);
  const intended = longerNames
    .filter(
      (longer) =>
        typed.startsWith(foldName(longer)) && /^(?![\p{L}\p{N}])/u.test(typed.slice(foldName(longer).length)),
    )
    .toSorted((a, b) => b.length - a.length)[0];
  return intended === undefined
    ? undefined
    : `:warning: Did you mean ${shownBold(intended)}? This is about ${shownBold(name)}. To name the other, put the name in double quotes: \`${usage} "${shown(intended)}" reason\`.`;
}
