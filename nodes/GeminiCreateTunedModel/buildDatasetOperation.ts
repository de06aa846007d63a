import type { IBinaryData } from 'n8n-workflow';
import type { Example } from '../shared/domain/dataset/dataset';
import { piecesOf } from '../shared/domain/pieces';
import type { Call, Operation } from '../shared/panel/operations';
import { storeFile, storePage } from '../shared/runtime/binary';
import { storeFindings } from './dataset/findingsFile';
import { prepareRows } from './dataset/prepare';
import { findingJson, stops, summaryOf } from './dataset/summary';
import { datasetOptions } from './datasetOptions';
import { rowFields } from './exampleFields';
import { refuse } from './refuse';
import { reportOf } from './report/datasetReport';
import { renderReport } from './report/page';
import { method } from './tuningSettings';

const pieceSize = 256 * 1024;

/** Returns the checked rows as files in the service's format, one line per example. */
export const buildDataset: Operation = {
	name: 'Build Dataset',
	action: 'Build a dataset',
	description: 'Check the rows and return them as JSONL files without starting a job',
	fields: [method.property, ...rowFields],
	options: datasetOptions,
	runs: 'all',
	async run(call) {
		const { ctx, backend } = call;
		const rows = await prepareRows(ctx, backend);
		const { data, findings } = rows;
		refuse(findings.filter(stops), 'the dataset can be written', 'Nothing was written.');
		const { examples, validation } = data;
		const binary = {
			training: await storeLines(call, examples, 'training.jsonl'),
			...(validation && { validation: await storeLines(call, validation, 'validation.jsonl') }),
			report: await storePage(ctx, renderReport(reportOf(rows)), 'report.html'),
			...(findings.length > 0 && { findings: await storeFindings(ctx, findings) }),
		};
		return [{ json: { ...summaryOf(rows), findings: findings.map(findingJson) }, binary }];
	},
};

async function storeLines({ ctx, backend }: Call, examples: Example[], name: string): Promise<IBinaryData> {
	const pieces = piecesOf(examples, backend.putLine, Buffer.allocUnsafe(pieceSize));
	return await storeFile(ctx, pieces, name, 'application/jsonl');
}
