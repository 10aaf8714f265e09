import type { Person } from '../../slack/protocol/client-protocol.ts';

interface AvatarProps {
  readonly person: Pick<Person, 'id' | 'realName' | 'kind'>;
  readonly size: 'small' | 'medium' | 'large';
}

/** Initials on a color that belongs to the person; decoration, since the name always stands beside it. */
export function Avatar({ person, size }: AvatarProps) {
  const hue = hueFromId(person.id);
  return (
    <span
      class={`avatar avatar-${size}`}
      data-kind={person.kind}
      style={{ '--hue': `${hue}` }}
      aria-hidden="true"
    >
      {initials(person.realName)}
    </span>
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const first = words[0]?.charAt(0) ?? '?';
  const last = words.length > 1 ? (words.at(-1)?.charAt(0) ?? '') : '';
  return (first + last).toUpperCase();
}

/** Steps of the golden angle spread neighbors far apart on the color wheel. */
function hueFromId(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 997;
  return Math.round((sum * 137.5) % 360);
}
