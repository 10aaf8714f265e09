import type { KickWhom } from '../../domain/target.ts';
import { foldName } from '../../domain/vpn-name.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';

/**
 * Asks whether a longer name was meant, of which only the first word was read as the name and the rest as the reason:
 * `/vpn kick Bob Baker stale` while both `Bob` and `Bob Baker` are on.
 *
 * @param usage The command that it was typed in, such as `/vpn kick`.
 * @param longerNames Names that begin with the one that was read.
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
  const meant = longerNames
    .filter(
      (longer) =>
        typed.startsWith(foldName(longer)) && /^(?![\p{L}\p{N}])/u.test(typed.slice(foldName(longer).length)),
    )
    .toSorted((a, b) => b.length - a.length)[0];
  return meant === undefined
    ? undefined
    : `:warning: Did you mean ${shownBold(meant)}? This is about ${shownBold(name)}. To name the other, put the name in double quotes: \`${usage} "${shown(meant)}" reason\`.`;
}
