import { checkoutFiles } from './demo-files.ts';
import { runDemo } from './run-demo.ts';

/** `npm start`: runs Bouncer against the emulators until Ctrl-C. */
await runDemo(await checkoutFiles());
