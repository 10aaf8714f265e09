import { testAwsFaults } from '../../long/browser/aws-faults.ts';
import { nightlySetups } from '../../long/browser/page-setups.ts';

testAwsFaults(nightlySetups);
