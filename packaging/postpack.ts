import { restoreManifest } from './published-manifest.ts';

/** `npm pack` runs this last. */
await restoreManifest();
