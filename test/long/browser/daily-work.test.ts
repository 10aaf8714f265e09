import { testDailyWork } from './daily-work.ts';
import { quickSetups } from './page-setups.ts';

testDailyWork(quickSetups);
