import type { ChainNode } from '../../test/harness/chain.ts';
import { chain, start } from '../../test/harness/chain.ts';
import type { N8n } from '../../test/harness/n8n.ts';
import { startN8n } from '../../test/harness/n8n.ts';
import type { Database } from '../../test/harness/postgres.ts';
import type { CredentialFile } from '../../test/harness/rest.ts';
import { copyTemplate } from '../../test/harness/template.ts';
import { until } from '../../test/harness/until.ts';
import { endOf, savedData } from '../executions.ts';
import type { Contestant } from './contestants.ts';
import type { Sample } from './memory.ts';
import { peakOf, watchMemory } from './memory.ts';
import type { Stage } from './stage.ts';

/** The result of one execution. */
export interface Run {
	/** n8n's status of the execution, or the reason why it has none. */
	outcome: string;
	/** From the request until n8n has saved the execution after all nodes. */
	wholeSeconds: number;
	/** The node's time by n8n's clock; null if n8n couldn't save the execution. */
	nodeSeconds: number | null;
	/** The peak memory of n8n and its Code nodes' process from the start of the execution until it was saved. */
	peak: number;
	/** The growth of memory from the node's start to its peak; null if unknown. */
	added: number | null;
}

const secondsAtMost = 400;
const askEveryMs = 50;
const warmUpRows = 100;

/** Runs a contestant on `count` rows, in an n8n of its own that has run it on a few rows before. */
export async function runFresh(stage: Stage, contestant: Contestant, count: number): Promise<Run> {
	const place = await copyTemplate(stage.postgres, stage.template);
	const n8n = await startN8n(place);
	try {
		await n8n.rest.importCredentials(stage.credentials);
		const outcomeOf = async (id: string) => await watchExecution(n8n, place.database, id);
		for (const limit of [warmUpRows, count]) {
			const workflow = chain(`rows-${limit}`, [start, readRows(stage.rows, limit), ...nodes(contestant)]);
			await n8n.rest.importWorkflows([workflow]);
		}
		await outcomeOf(`rows-${warmUpRows}`);
		return await outcomeOf(`rows-${count}`);
	} finally {
		await n8n.kill();
		place.remove();
	}
}

const nodes = ({ node }: Contestant) => (node ? [node] : []);

function readRows(credential: CredentialFile, limit: number): ChainNode {
	return {
		name: 'Rows',
		type: 'n8n-nodes-base.postgres',
		typeVersion: 2.6,
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
		parameters: {
			operation: 'executeQuery',
			query: `SELECT * FROM examples ORDER BY id LIMIT ${limit}`,
			options: {},
		},
	};
}

async function watchExecution(n8n: N8n, database: Database, id: string): Promise<Run> {
	const memory = watchMemory(n8n.pid);
	const began = performance.now();
	const execution = await n8n.rest.startWorkflow(id, 'Start');
	const ask = async () => failureOf(n8n) ?? (await endOf(database, execution));
	const ending = until(`The end of execution ${id}`, secondsAtMost, ask, askEveryMs);
	const outcome = await ending.catch(() => `not finished after ${secondsAtMost} s`);
	const wholeSeconds = (performance.now() - began) / 1000;
	const samples = await memory.stop();
	return {
		outcome,
		wholeSeconds,
		peak: peakOf(samples),
		...ofNode((await savedData(database, execution)) ?? '', samples),
	};
}

/**
 * Why the execution gets no status. An execution that can't be saved stays "running" forever, and only n8n's log shows it.
 */
function failureOf({ pid, log }: N8n): string | undefined {
	const [, reason] = /problem running hook "workflowExecuteAfter" (.*)/.exec(log()) ?? [];
	if (reason !== undefined) return `not saved: ${reason}`;
	return isAlive(pid) ? undefined : 'n8n has ended';
}

/** Searches the text for each node's run, because parsing all data would take longer than the run. */
function ofNode(data: string, samples: Sample[]): Pick<Run, 'nodeSeconds' | 'added'> {
	const runs = data.matchAll(/"startTime":(\d+),"executionIndex":(\d+)[^}]*?"executionTime":(\d+)/g);
	const [, , node] = [...runs].map((found) => found.slice(1).map(Number));
	const [began = 0, , took = 0] = node ?? [];
	if (!node) return { nodeSeconds: null, added: null };
	const before = samples.findLast(({ at }) => at <= began)?.bytes ?? 0;
	return { nodeSeconds: took / 1000, added: peakOf(samples, began, began + took) - before };
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
