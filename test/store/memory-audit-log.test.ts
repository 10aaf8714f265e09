import { MemoryAuditLog } from '../../src/store/memory-audit-log.ts';
import { testAuditLog } from '../contract/audit-log-contract.ts';

testAuditLog('MemoryAuditLog', async () => new MemoryAuditLog());
