import { join } from 'node:path';
import { parse } from 'flatted';
import type { IRunExecutionData } from 'n8n-workflow';
import type { TrafficFigures } from '../../emulator/traffic.ts';
import { temporaryFolder } from '../../test/harness/leftovers.ts';
import type { N8n } from '../../test/harness/n8n.ts';
import { startN8n } from '../../test/harness/n8n.ts';
import { packPackage } from '../../test/harness/package.ts';
import type { Database, Postgres } from '../../test/harness/postgres.ts';
import { startPostgres } from '../../test/harness/postgres.ts';
import type { Template } from '../../test/harness/template.ts';
import { copyTemplate, makeTemplate } from '../../test/harness/template.ts';
import { until } from '../../test/harness/until.ts';
import { endOf, savedData } from '../executions.ts';
import type { Contestant, Maker } from './contestants.ts';
import { credentialsFor } from './contestants.ts';
import type { EmulatorProcess, ServerSettings } from './emulator.ts';
import { startEmulatorProcess } from './emulator.ts';
import { memoryOf, processorSecondsOf, watchPeak } from './processes.ts';
import type { Questions } from './workflow.ts';
import { askingWorkflow } from './workflow.ts';

/** A run to measure. */
interface Task {
	contestant: Contestant;
	questions: Questions;
	server: ServerSettings;
	/** The time limit. */
	seconds: number;
}

/** The result at the node, at the server and in the memory of the n8n process (in megabytes). */
export interface Run {
	data: IRunExecutionData;
	traffic: TrafficFigures;
	idleMB: number | null;
	peakMB: number | null;
	/** Processor time of the n8n process, in seconds. */
	processorSeconds: number | null;
}

/** The result of a stopped execution. */
export interface Stopped {
	traffic: TrafficFigures;
	/** From the request to stop until the end of the server's last request. */
	seconds: number;
}

/** The shared setup of all contestants: one emulator, and a warm n8n for each maker. Everything starts on first use. */
export interface Bed {
	/** Runs in the n8n of the contestant's maker. */
	run(task: Task): Promise<Run>;
	/** Runs in a new n8n, which is stopped afterwards. */
	runInFreshN8n(task: Task): Promise<Run>;
	/**
	 * Stops the execution when the server has received this many requests. Returns the seconds until no request is in
	 * flight.
	 */
	stop(task: Task, afterCalls: number): Promise<Stopped>;
	close(): Promise<void>;
}

interface Stage {
	postgres: Postgres;
	template: Template;
	emulator: EmulatorProcess;
}

interface Home {
	n8n: N8n;
	database: Database;
	/** The number of prompts. */
	runs: number;
}

const warmUpPrompts = 300;

/** @param say receives progress messages */
export function createBed(say: (line: string) => void): Bed {
	const started = new AsyncDisposableStack();
	const homes = new Map<Maker, Promise<Home>>();
	let made: Promise<Stage> | undefined;

	function stage(): Promise<Stage> {
		if (!made) say('Building and packing the package, starting Postgres and the emulator');
		return (made ??= setStage(started));
	}

	async function home(maker: Maker): Promise<Home> {
		const ready = await stage();
		const opened = homes.get(maker) ?? openHome(ready, maker, started);
		homes.set(maker, opened);
		return await opened;
	}

	return {
		async run(task) {
			const there = await home(task.contestant.maker);
			say(`Running ${task.contestant.name}`);
			return await runIn(there, await stage(), task);
		},
		async runInFreshN8n(task) {
			await using stack = new AsyncDisposableStack();
			const fresh = await openHome(await stage(), task.contestant.maker, stack);
			return await runIn(fresh, await stage(), task);
		},
		async stop(task, afterCalls) {
			const there = await home(task.contestant.maker);
			say(`Stopping ${task.contestant.name}`);
			return await stopIn(there, await stage(), task, afterCalls);
		},
		close: async () => await started.disposeAsync(),
	};
}

async function setStage(started: AsyncDisposableStack): Promise<Stage> {
	const folder = temporaryFolder('bench');
	started.defer(() => folder.remove());
	const tarball = await packPackage(folder.path);
	const postgres = await startPostgres();
	started.defer(async () => await postgres.stop());
	const emulator = await startEmulatorProcess();
	started.defer(async () => await emulator.stop());
	return { postgres, template: await makeTemplate(postgres, join(folder.path, 'user'), tarball), emulator };
}

/** Starts an n8n for a maker and runs its plain node once, so that no measurement includes a cold start. */
async function openHome(stage: Stage, maker: Maker, stack: AsyncDisposableStack): Promise<Home> {
	const place = await copyTemplate(stage.postgres, stage.template);
	stack.defer(() => place.remove());
	const n8n = await startN8n(place);
	stack.defer(async () => await n8n.stop());
	await n8n.rest.importCredentials(credentialsFor(stage.emulator));
	const home: Home = { n8n, database: place.database, runs: 0 };
	const contestant: Contestant = { name: 'warm-up', maker };
	await runIn(home, stage, {
		contestant,
		questions: { count: warmUpPrompts },
		server: { faults: [] },
		seconds: 120,
	});
	return home;
}

async function runIn(home: Home, stage: Stage, task: Task): Promise<Run> {
	const { n8n, database } = home;
	const workflow = await prepareIn(home, stage, task);
	const idleMB = memoryOf(n8n.pid);
	const peakMB = watchPeak(n8n.pid);
	const processorSeconds = processorSecondsOf(n8n.pid);
	const id = await n8n.rest.startWorkflow(workflow, 'Start');
	await until(`The end of ${task.contestant.name}`, task.seconds, async () => await endOf(database, id));
	const figures = {
		traffic: await stage.emulator.traffic(),
		idleMB,
		peakMB: peakMB(),
		processorSeconds: processorSeconds(),
	};
	return { data: await readData(database, id), ...figures };
}

async function stopIn(home: Home, stage: Stage, task: Task, afterCalls: number): Promise<Stopped> {
	const { n8n, database } = home;
	const { emulator } = stage;
	const id = await n8n.rest.startWorkflow(await prepareIn(home, stage, task), 'Start');
	const everyMs = 10;
	const isUnderWay = async () => (await emulator.traffic()).calls >= afterCalls || undefined;
	await until(`${afterCalls} requests`, task.seconds, isUnderWay, everyMs);
	const asked = performance.timeOrigin + performance.now();
	await n8n.rest.request('POST', `/rest/executions/${id}/stop`, {});
	await until(`The stop of ${task.contestant.name}`, task.seconds, async () => await endOf(database, id));
	const traffic = await until('The end of the last request', task.seconds, async () => {
		const figures = await emulator.traffic();
		return figures.inFlight === 0 ? figures : undefined;
	});
	return { traffic, seconds: ((traffic.lastEnd ?? asked) - asked) / 1000 };
}

/** Saves the workflow of a task and sets up the server. Returns the workflow's ID. */
async function prepareIn(
	home: Home,
	{ emulator }: Stage,
	{ contestant, questions, server }: Task,
): Promise<string> {
	const workflow = askingWorkflow(home.runs++, contestant, questions, emulator);
	await home.n8n.rest.importWorkflows([workflow]);
	await emulator.prepare(server);
	return workflow.id;
}

async function readData(database: Database, executionId: string): Promise<IRunExecutionData> {
	const saved = await savedData(database, executionId);
	if (saved === undefined) throw new Error(`n8n didn't save execution ${executionId}`);
	return parse(saved);
}
