import type { Look } from '../../emulators/page/chromium.ts';
import type { InputDevice } from './page-input.ts';

/** A screen, and the device that the page is used with. */
export interface PageSetup {
  readonly look: Look;
  readonly device: InputDevice;
  /** Names what belongs to this setup alone, so that all of them can go on at once. */
  readonly id: string;
}

const desktop = { width: 1440 } as const;
const phone = { width: 390 } as const;
const light = { colorScheme: 'light' } as const;
const dark = { colorScheme: 'dark' } as const;

/**
 * Two ways that have nothing in common but the colors: what else uses the page in a test sees it in light ones.
 */
export const quickSetups: readonly PageSetup[] = [
  setup({ ...desktop, ...dark }, 'keyboard'),
  setup({ ...phone, ...dark }, 'mouse'),
];

/**
 * The others, which have their turn at night. Together they are every look; and of width, colors and device, every two
 * together, as colors change nothing that a device has to do.
 */
export const nightlySetups: readonly PageSetup[] = [
  setup({ ...desktop, ...light }, 'mouse'),
  setup({ ...phone, ...light }, 'keyboard'),
];

export function titleOf({ look, device }: PageSetup): string {
  return `by ${device}, ${look.colorScheme}, ${look.width} pixels wide`;
}

function setup(look: Look, device: InputDevice): PageSetup {
  return { look, device, id: `${device}-${look.colorScheme}-${look.width}` };
}
