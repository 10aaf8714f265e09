import { useMemo, useState } from 'preact/hooks';

/** Text that was begun and not sent, by person and channel. */
export interface Drafts {
  readonly of: (person: string, channel: string) => string;
  readonly write: (person: string, channel: string, text: string) => void;
  /** Puts text into a composer from outside, and asks it to take the focus. */
  readonly fill: (person: string, channel: string, text: string) => void;
  /** Counts the fills. */
  readonly filled: number;
}

export function useDrafts(): Drafts {
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [filled, setFilled] = useState(0);

  return useMemo(() => {
    const key = (person: string, channel: string) => `${person}/${channel}`;
    const write = (person: string, channel: string, text: string) =>
      setTexts((all) => ({ ...all, [key(person, channel)]: text }));
    return {
      of: (person, channel) => texts[key(person, channel)] ?? '',
      write,
      fill(person, channel, text) {
        write(person, channel, text);
        setFilled((count) => count + 1);
      },
      filled,
    };
  }, [texts, filled]);
}
