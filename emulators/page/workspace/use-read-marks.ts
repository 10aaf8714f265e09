import { useEffect, useState } from 'preact/hooks';
import { keepReadMarks, loadReadMarks, type ReadMarks } from './read-marks.ts';

/** What this person has read. The channel that is looked at is read up to `latest`. */
export function useReadMarks(person: string, channel: string, latest: string | undefined): ReadMarks {
  const key = `read-marks/${person}`;
  const [kept, setKept] = useState(() => ({ key, marks: loadReadMarks(key) }));
  const marks = kept.key === key ? kept.marks : loadReadMarks(key);

  useEffect(() => {
    if (latest === undefined || marks[channel] === latest) return;
    const next = { ...marks, [channel]: latest };
    keepReadMarks(key, next);
    setKept({ key, marks: next });
  }, [key, channel, latest, marks]);

  return marks;
}
