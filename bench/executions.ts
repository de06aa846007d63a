import type { ExecutionStatus } from 'n8n-workflow';
import { isSettled } from '../test/n8n/execution.ts';
import type { Database } from '../test/n8n/postgres.ts';

// Read from the database, as n8n itself would be slowed down by being asked.

/** How an execution ended; undefined before it has. */
export async function endOf(database: Database, execution: string): Promise<ExecutionStatus | undefined> {
	const sql = 'SELECT status FROM execution_entity WHERE id = $1';
	const [row] = await database.query<{ status: ExecutionStatus }>(sql, [execution]);
	return row && isSettled(row) ? row.status : undefined;
}

/** What n8n saved of an execution, as the text that `flatted` parses; undefined when it saved nothing. */
export async function savedData(database: Database, execution: string): Promise<string | undefined> {
	const sql = 'SELECT data FROM execution_data WHERE "executionId" = $1';
	const [row] = await database.query<{ data: string }>(sql, [execution]);
	return row?.data;
}
