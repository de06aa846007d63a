import { characters } from '../../characters';
import type { Example } from '../../dataset';
import type { Prepared } from '../prepared';
import { countLabels } from '../whole/labels';
import type { Histogram } from './histogram';
import { histogramOf } from './histogram';
import type { WorstRow } from './worstRows';
import { worstRows } from './worstRows';

/** What a report shows of a dataset; all plain data. */
export interface DatasetDescription {
	rows: number;
	training: number;
	validation: number;
	dropped: number;
	/** In characters. */
	inputLengths: Histogram;
	/** In characters. */
	outputLengths: Histogram;
	/** The most frequent first; absent where outputs are texts rather than labels. */
	labels?: Array<{ label: string; training: number; validation: number }>;
	/** The worst first. */
	worstRows: WorstRow[];
}

const mostWorstRows = 20;

export function describeDataset(prepared: Prepared, most = mostWorstRows): DatasetDescription {
	const { rows, data, dropped } = prepared;
	const { examples, validation = [] } = data;
	const lengths = (part: 'input' | 'output') =>
		histogramOf(lengthsOf(examples, part), lengthsOf(validation, part));
	const labels = countLabels(examples, validation);
	return {
		rows,
		training: examples.length,
		validation: validation.length,
		dropped: dropped.length,
		inputLengths: lengths('input'),
		outputLengths: lengths('output'),
		...(labels && {
			labels: [...labels]
				.map(([label, counts]) => ({ label, ...counts }))
				.sort((one, other) => other.training + other.validation - one.training - one.validation),
		}),
		worstRows: worstRows(prepared, most),
	};
}

function lengthsOf(examples: readonly Example[], part: 'input' | 'output'): Uint32Array {
	return Uint32Array.from(examples, (example) => characters(example[part]));
}
