import { openCompany } from '../journeys/support/company.ts';
import { testChaos } from './chaos.ts';

/** CHAOS_KICKS=1000 is the long version. */
testChaos('SQLite', Number(process.env.CHAOS_KICKS ?? 50), openCompany);
