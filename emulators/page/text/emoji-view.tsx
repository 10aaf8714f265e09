import { emojiDrawings } from './emoji-drawings.ts';

interface EmojiViewProps {
  readonly name: string;
  readonly character: string;
}

export function EmojiView({ name, character }: EmojiViewProps) {
  const strokes = emojiDrawings.get(name);
  return (
    <span class="emoji" role="img" aria-label={name.replaceAll('_', ' ')}>
      {strokes === undefined ? (
        character
      ) : (
        <svg viewBox="0 0 16 16" aria-hidden="true">
          {strokes.map(({ d, fill = 'none', stroke = 'none', width = 1 }) => (
            <path key={d} d={d} fill={fill} stroke={stroke} stroke-width={width} />
          ))}
        </svg>
      )}
    </span>
  );
}
