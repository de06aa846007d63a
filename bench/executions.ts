import type { ExecutionStatus } from 'n8n-workflow';
import { isSettled } from '../test/harness/execution.ts';
import type { Database } from '../test/harness/postgres.ts';

// Reads the database, because requests would slow down n8n itself.

/** The final status of an execution; undefined before. */
export async function endOf(database: Database, execution: string): Promise<ExecutionStatus | undefined> {
	const sql = 'SELECT status FROM execution_entity WHERE id = $1';
	const [row] = await database.query<{ status: ExecutionStatus }>(sql, [execution]);
	return row && isSettled(row) ? row.status : undefined;
}

/** The saved data of an execution, as the text that `flatted` parses; undefined if n8n saved none. */
export async function savedData(database: Database, execution: string): Promise<string | undefined> {
	const sql = 'SELECT data FROM execution_data WHERE "executionId" = $1';
	const [row] = await database.query<{ data: string }>(sql, [execution]);
	return row?.data;
}
