import { writeFileSync } from 'node:fs';
import { messageCatalogue } from './catalogue.ts';

writeFileSync(new URL('../../docs/messages.md', import.meta.url), messageCatalogue());
