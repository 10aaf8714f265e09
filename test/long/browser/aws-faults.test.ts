import { testAwsFaults } from './aws-faults.ts';
import { quickSetups } from './page-setups.ts';

testAwsFaults(quickSetups);
