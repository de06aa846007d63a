import type { IExecuteFunctions } from 'n8n-workflow';
import type { TuningBackend } from '../shared/google/backend';
import type { Estimate } from '../shared/domain/estimate';
import { storePage } from '../shared/runtime/binary';
import type { Connection } from '../shared/runtime/connect';
import type { NodeOutput } from '../shared/runtime/items';
import { readText } from '../shared/panel/parameters';
import { storeFindings } from './dataset/findingsFile';
import type { PreparedRows } from './dataset/prepare';
import { prepareRows } from './dataset/prepare';
import { findingJson, stops, summaryOf } from './dataset/summary';
import { makeEstimate, readSpending } from './estimateCost';
import { renderReport } from './report/page';
import { reportOf } from './report/datasetReport';
import { readSettings } from './creationRequest';

/**
 * All that is doubtful about the rows: a summary with a page to read and the file of findings, then one item for each finding.
 * Nothing is created.
 */
export async function checkDataset(
	context: IExecuteFunctions,
	{ backend }: Connection,
): Promise<NodeOutput[]> {
	const rows = await prepareRows(context, backend);
	const { findings } = rows;
	const ready = !findings.some(stops);
	const estimate = await estimateOf(context, backend, rows, ready);
	const summary: NodeOutput = {
		json: { type: 'summary', ready, ...summaryOf(rows), estimate },
		binary: {
			report: await storePage(context, renderReport({ ...reportOf(rows), estimate }), 'report.html'),
			...(findings.length > 0 && { findings: await storeFindings(context, findings) }),
		},
	};
	return [summary, ...findings.map((finding) => ({ json: { type: 'finding', ...findingJson(finding) } }))];
}

/** Google is asked to count only for a model, and only what it may see: rows that stop may hold a key. */
async function estimateOf(
	context: IExecuteFunctions,
	backend: TuningBackend,
	{ data }: PreparedRows,
	ready: boolean,
): Promise<Estimate | null> {
	if (data.examples.length === 0) return null;
	const baseModel = readText(context, 'baseModel', 'Base Model', 0).trim();
	const spec = { source: { baseModel }, ...readSettings(context) };
	const spending = readSpending(context);
	const isCounted = spending.isCounted && ready && baseModel !== '';
	return await makeEstimate(backend, spec, data, { ...spending, isCounted });
}
