import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Creation, PreflightCheck } from '../shared/google/tuning';
import { toJobOutput } from '../shared/domain/jobOutput';
import { shownFor } from '../shared/panel/apis';
import { propertiesOf } from '../shared/panel/fields';
import type { Call, Operation } from '../shared/panel/operations';
import { ItemError } from '../shared/runtime/itemError';
import type { NodeOutput } from '../shared/runtime/items';
import { isWarning } from './checkFields';
import type { CreationRequest } from './creationRequest';
import { checkpoint, forceNew, readRequest } from './creationRequest';
import { storeFindings } from './dataset/findingsFile';
import { findingJson, isCutShort, summaryOf } from './dataset/summary';
import { datasetOptions } from './datasetOptions';
import { estimateOptions, limitOptions, makeEstimate, refuseAboveLimit } from './estimateCost';
import { rowFields, storedFields } from './exampleFields';
import { refuse } from './refuse';
import { createOnlyIfChanged, describeVerdict, judge, toSkipped } from './retrain';
import { sourceFields } from './sourceFields';
import { bucket, displayName, method, tuningSettings } from './tuningSettings';
import { waitFields, waitForCompletion } from './wait';

const nothingCreated = 'Nothing was created.';

const notice: INodeProperties = { displayName: '', name: 'notice', type: 'notice', default: '' };

const notices = [
	shownFor('gemini', {
		...notice,
		displayName:
			'All input items together create one tuned model. The Gemini API has offered no model for tuning since May 2025.',
	}),
	shownFor('vertex', {
		...notice,
		displayName: 'All input items together create one tuned model. Google bills every token of the training.',
	}),
];

/** Checks rows, settings and project, then starts one job from all input items. */
export const create: Operation = {
	name: 'Create',
	action: 'Create a tuned model',
	description: 'Check the rows, then start one tuning job on all of them',
	subtitle: "$parameter.displayName || 'one model from all rows'",
	fields: [
		...notices,
		method.property,
		...sourceFields,
		displayName.property,
		...rowFields,
		...storedFields,
		bucket.property,
		...waitFields,
	],
	options: [
		...propertiesOf({ ...tuningSettings, checkpoint, createOnlyIfChanged, forceNew }),
		...datasetOptions,
		...estimateOptions,
		...limitOptions,
	],
	agentsNeedPermissionTo: 'start a tuning job',
	runs: 'all',
	async run(call) {
		const { ctx, backend } = call;
		const request = await readRequest(call);
		const { spec, from, findings, spending, retraining, timeoutMs } = request;
		const checks = await backend.preflight(spec, 'trainingUri' in from ? from : undefined);
		refuse([...findings, ...having(checks, 'missing')], 'a job can be created', nothingCreated);
		const data = 'data' in from ? from.data : from;
		const verdict = await judge(backend, data, retraining);
		if (verdict?.decision.skipped) return [{ json: toSkipped(verdict) }];
		const estimate = await makeEstimate(backend, spec, data, spending);
		refuseAboveLimit(estimate, spending);
		// Before the paid job starts: a full disk must not hide it.
		const files = await filesOf(call, request);
		const creation = await start(call, request);
		const output = {
			...toOutput(request, creation),
			...describeVerdict(verdict),
			estimate,
			warnings: warningsOf(checks, creation, request),
		};
		if (timeoutMs === undefined) return [{ json: output, ...files }];
		const { job, timedOut } = await waitForCompletion(ctx, backend, creation.job, timeoutMs);
		return [{ json: { ...output, ...toJobOutput(job), timedOut }, ...files }];
	},
};

async function start(
	{ backend }: Call,
	{ spec, from, key, retraining: { trace } }: CreationRequest,
): Promise<Creation> {
	if ('data' in from) return await backend.create(spec, from.data, key, trace);
	if (backend.createFromStored) return await backend.createFromStored(spec, from, key, trace);
	throw new ItemError(
		"The Gemini API can't read examples from Cloud Storage",
		`Set 'Examples From' to 'Input Items'. ${nothingCreated}`,
	);
}

/** Omits warnings of the project for a reused job: that job itself may be their reason. */
function warningsOf(checks: PreflightCheck[], { reused }: Creation, { from }: CreationRequest): string[] {
	const ofProject = reused ? [] : having(checks, 'warning');
	const ofRows = 'data' in from ? from.findings.filter(({ check }) => isWarning(check)) : [];
	return [...ofProject, ...ofRows].map(({ message }) => message);
}

function having(checks: PreflightCheck[], wanted: PreflightCheck['status']): PreflightCheck[] {
	return checks.filter(({ status }) => status === wanted);
}

function toOutput({ spec, from }: CreationRequest, { job, reused, attempt }: Creation): IDataObject {
	const { source, ...settings } = spec;
	return {
		...toJobOutput(job),
		reused,
		attempt,
		sent: { ...source, ...settings, ...describeData(from) },
		...('data' in from && { dataset: { ...summaryOf(from) }, findings: from.findings.map(findingJson) }),
	};
}

function describeData(from: CreationRequest['from']): IDataObject {
	if (!('data' in from)) return { ...from };
	const { examples, validation, fingerprint } = from.data;
	return {
		examples: examples.length,
		...(validation && { validationExamples: validation.length }),
		dataset: fingerprint,
	};
}

/** All rows with findings as a file, because items contain only the first rows of a finding. */
async function filesOf({ ctx }: Call, { from }: CreationRequest): Promise<Pick<NodeOutput, 'binary'>> {
	if (!('data' in from) || !from.findings.some(isCutShort)) return {};
	return { binary: { findings: await storeFindings(ctx, from.findings) } };
}
