import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { TuningBackend } from '../shared/google/backend';
import type { Example } from '../shared/domain/dataset/dataset';
import { piecesOf } from '../shared/domain/pieces';
import { storeFile, storePage } from '../shared/runtime/binary';
import type { Connection } from '../shared/runtime/connect';
import type { NodeOutput } from '../shared/runtime/items';
import { storeFindings } from './dataset/findingsFile';
import { prepareRows } from './dataset/prepare';
import { findingJson, stops, summaryOf } from './dataset/summary';
import { refuse } from './refuse';
import { reportOf } from './report/datasetReport';
import { renderReport } from './report/page';

const pieceSize = 256 * 1024;

/**
 * The checked rows as files in the form of the service, one line for each example.
 *
 * @throws NodeOperationError naming all that must be fixed; nothing is written then
 */
export async function buildDataset(
	context: IExecuteFunctions,
	{ backend }: Connection,
): Promise<NodeOutput[]> {
	const rows = await prepareRows(context, backend);
	const { data, findings } = rows;
	refuse(context, findings.filter(stops), 'the dataset can be written', 'Nothing was written.');
	const { examples, validation } = data;
	const binary = {
		training: await storeLines(context, backend, examples, 'training.jsonl'),
		...(validation && {
			validation: await storeLines(context, backend, validation, 'validation.jsonl'),
		}),
		report: await storePage(context, renderReport(reportOf(rows)), 'report.html'),
		...(findings.length > 0 && { findings: await storeFindings(context, findings) }),
	};
	return [{ json: { ...summaryOf(rows), findings: findings.map(findingJson) }, binary }];
}

async function storeLines(
	context: IExecuteFunctions,
	backend: TuningBackend,
	examples: Example[],
	name: string,
): Promise<IBinaryData> {
	const pieces = piecesOf(examples, backend.putLine, Buffer.allocUnsafe(pieceSize));
	return await storeFile(context, pieces, name, 'application/jsonl');
}
