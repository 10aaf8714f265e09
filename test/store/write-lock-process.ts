import { DatabaseSync } from 'node:sqlite';

/** Takes the database's write lock, says so, and keeps it until it is killed. */
const [path = ''] = process.argv.slice(2);
const sqlite = new DatabaseSync(path);
sqlite.exec('BEGIN IMMEDIATE');
process.stdout.write('locked\n');
setInterval(() => sqlite.isTransaction, 1_000);
