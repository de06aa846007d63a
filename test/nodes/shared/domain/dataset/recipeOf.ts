import { describePlaces } from '../../../../../nodes/GeminiCreateTunedModel/dataset/rowSource.ts';
import type { DatasetLimits } from '../../../../../nodes/shared/domain/dataset/limits.ts';
import type { Prepared, RowFinding } from '../../../../../nodes/shared/domain/dataset/prepared.ts';
import type { CheckName } from '../../../../../nodes/shared/domain/dataset/checkList.ts';
import type { ColumnRule, Recipe, Row } from '../../../../../nodes/shared/domain/dataset/preparation.ts';
import { prepareDataset } from '../../../../../nodes/shared/domain/dataset/prepareDataset.ts';

export const limits: DatasetLimits = {
	inputLength: 40_000,
	outputLength: 5_000,
	totalBytes: 4 * 1024 * 1024,
	conversations: true,
	systemInstructions: true,
	validation: { examples: 5_000, freeExamples: 1_000, share: 0.3 },
};

type Given = Partial<Omit<Recipe, 'types' | 'limits'>> & {
	types?: Record<string, Partial<ColumnRule>>;
	limits?: Partial<DatasetLimits>;
};

/** A recipe for the columns `question` and `answer`, with the default actions. */
export function recipeOf(given: Given = {}): Recipe {
	const rules = Object.entries(given.types ?? {});
	return {
		reading: { form: 'columns', columns: { input: 'question', output: 'answer' } },
		actions: {},
		bytesOf: () => 0,
		describe: (items) =>
			describePlaces(
				items.map((item) => ({ item })),
				items.length,
				0,
			),
		...given,
		types: new Map(rules.map(([name, rule]) => [name, { type: 'asIs', emptyMeansNull: false, ...rule }])),
		limits: { ...limits, ...given.limits },
	};
}

export const prepare = (rows: Iterable<Row>, given?: Given): Prepared =>
	prepareDataset(rows, recipeOf(given));

/** Findings of one check, in their order. */
export const findingsOf = ({ findings }: Prepared, check: CheckName): RowFinding[] =>
	findings.filter((finding) => finding.check === check);

/** The rows that one check found, of all its findings. */
export const itemsOf = (prepared: Prepared, check: CheckName): number[] =>
	findingsOf(prepared, check).flatMap(({ items }) => items);
