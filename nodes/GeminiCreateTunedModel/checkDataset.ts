import type { IExecuteFunctions } from 'n8n-workflow';
import { storePage } from '../shared/n8n/binary';
import type { Connection } from '../shared/n8n/connect';
import type { NodeOutput } from '../shared/n8n/items';
import { storeFindings } from './dataset/findingsFile';
import { prepareRows } from './dataset/prepare';
import { findingJson, stops, summaryOf } from './dataset/summary';
import { renderReport } from './report/page';
import { reportOf } from './report/report';

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
	const summary: NodeOutput = {
		json: { type: 'summary', ready: !findings.some(stops), ...summaryOf(rows) },
		binary: {
			report: await storePage(context, renderReport(reportOf(rows)), 'report.html'),
			...(findings.length > 0 && { findings: await storeFindings(context, findings) }),
		},
	};
	return [summary, ...findings.map((finding) => ({ json: { type: 'finding', ...findingJson(finding) } }))];
}
