import { testDailyWork } from '../../long/browser/daily-work.ts';
import { nightlySetups } from '../../long/browser/page-setups.ts';

testDailyWork(nightlySetups);
