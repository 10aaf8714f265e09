import { testAuditLog } from '../contract/audit-log-contract.ts';
import { MemoryAuditLog } from './memory-audit-log.ts';

testAuditLog('MemoryAuditLog', async () => new MemoryAuditLog());
