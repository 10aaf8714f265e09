import { useEffect, useState } from 'preact/hooks';
import { hashFromPlace, type Place, parsePlace } from './workspace/place.ts';

/** The place that the address names, and a way to go elsewhere. */
export function usePlace(): readonly [Place, (place: Place) => void] {
  const [place, setPlace] = useState(() => parsePlace(location.hash));

  useEffect(() => {
    const follow = () => setPlace(parsePlace(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  return [place, (next) => location.assign(hashFromPlace(next))];
}
