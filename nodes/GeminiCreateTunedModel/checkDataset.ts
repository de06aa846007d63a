import { propertiesOf, readOptions } from '../shared/panel/fields';
import { baseModelLocators, readOptionalBaseModel } from '../shared/panel/modelLocator';
import type { Operation } from '../shared/panel/operations';
import { storePage } from '../shared/runtime/binary';
import type { NodeOutput } from '../shared/runtime/items';
import { storeFindings } from './dataset/findingsFile';
import { prepareRows } from './dataset/prepare';
import { findingJson, stops, summaryOf } from './dataset/summary';
import { datasetOptions } from './datasetOptions';
import { estimateOptions, makeEstimate, readSpending } from './estimateCost';
import { rowFields } from './exampleFields';
import { reportOf } from './report/datasetReport';
import { renderReport } from './report/page';
import { method, planSettings, readSettings } from './tuningSettings';

const estimatedModels = baseModelLocators(
	'tune',
	'The model for the estimate of tokens and cost. When empty, a rule estimates the tokens',
	{ required: false },
);

/** Returns a summary with the report and the file of findings, then one item per finding. Creates nothing. */
export const checkDataset: Operation = {
	name: 'Check Dataset',
	action: 'Check a dataset',
	description: 'Check the rows and create a report without starting a job',
	fields: [method.property, ...estimatedModels, ...rowFields],
	options: [...datasetOptions, ...propertiesOf(planSettings), ...estimateOptions],
	runs: 'all',
	async run({ ctx, backend, itemIndex }) {
		const baseModel = readOptionalBaseModel(ctx, itemIndex) ?? '';
		const spec = { source: { baseModel }, ...readSettings(ctx, itemIndex) };
		const spending = readSpending(readOptions(ctx, itemIndex));
		const rows = await prepareRows(ctx, backend);
		const { data, findings } = rows;
		const ready = !findings.some(stops);
		// Google gets only rows without findings that stop: other rows can contain a secret.
		const isCounted = spending.isCounted && ready && baseModel !== '';
		const estimate =
			data.examples.length === 0 ? null : await makeEstimate(backend, spec, data, { ...spending, isCounted });
		const summary: NodeOutput = {
			json: { type: 'summary', ready, ...summaryOf(rows), estimate },
			binary: {
				report: await storePage(ctx, renderReport({ ...reportOf(rows), estimate }), 'report.html'),
				...(findings.length > 0 && { findings: await storeFindings(ctx, findings) }),
			},
		};
		return [summary, ...findings.map((finding) => ({ json: { type: 'finding', ...findingJson(finding) } }))];
	},
};
