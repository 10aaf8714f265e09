import type { Look } from '../../emulators/page/chromium.ts';
import type { Way } from './hand.ts';

/** One way to use the page, on one screen. */
export interface Sitting {
  readonly look: Look;
  readonly way: Way;
  /** Names what belongs to this sitting alone, so that all of them can go on at once. */
  readonly id: string;
}

const deps = { width: 1440 } as const;
const phone = { width: 390 } as const;
const light = { colorScheme: 'light' } as const;
const dark = { colorScheme: 'dark' } as const;

/** Every look; and of width, colours and way, every two together, as colours change nothing that a hand has to do. */
export const sittings: readonly Sitting[] = [
  sitting({ ...deps, ...light }, 'mouse'),
  sitting({ ...deps, ...dark }, 'keyboard'),
  sitting({ ...phone, ...light }, 'keyboard'),
  sitting({ ...phone, ...dark }, 'mouse'),
];

export function titleOf({ look, way }: Sitting): string {
  return `by ${way}, ${look.colorScheme}, ${look.width} pixels wide`;
}

function sitting(look: Look, way: Way): Sitting {
  return { look, way, id: `${way}-${look.colorScheme}-${look.width}` };
}
