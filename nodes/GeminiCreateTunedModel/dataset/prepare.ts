import type { IExecuteFunctions } from 'n8n-workflow';
import type { TuningBackend } from '../../shared/google/backend';
import { inOrder } from '../../shared/domain/dataset/checkList';
import { prepareDataset } from '../../shared/domain/dataset/prepareDataset';
import type { Prepared } from '../../shared/domain/dataset/prepared';
import type { RowsFinding } from './findings';
import { fileFindings, nestedFinding, toRowsFinding, unreadableFinding } from './findings';
import { findRows } from './findRows';
import { readRecipe } from './readPreparation';
import type { Source } from './rowSource';

/** The rows, their dataset and all findings. */
export interface PreparedRows extends Pick<Prepared, 'data'> {
	source: Source;
	/** Without records that couldn't be read. */
	prepared: Prepared;
	/** Those that stop first. */
	findings: RowsFinding[];
}

/** Reads, checks and splits the rows by the settings of the panel. Sends no request. */
export async function prepareRows(ctx: IExecuteFunctions, backend: TuningBackend): Promise<PreparedRows> {
	const readRows = findRows(ctx);
	const recipe = readRecipe(ctx, backend);
	const source = await readRows();
	const { placeOf, describe } = source;
	const named = 5;
	const prepared = prepareDataset(source.rows, {
		...recipe,
		describe: (items) => describe(items.slice(0, named).map(placeOf), items.length),
	});
	const unreadable = unreadableFinding(source, recipe.actions);
	const nested = nestedFinding(source.rows, prepared);
	const findings = inOrder([
		...(unreadable ? [unreadable] : []),
		...(nested ? [nested] : []),
		...fileFindings(source, recipe.actions),
		...prepared.findings
			// If no row could be read, the reason stops already.
			.filter(
				({ check }) => check !== 'noExamples' || source.rows.length > 0 || unreadable?.action !== 'stop',
			)
			.map((finding) => withAdvice(toRowsFinding(finding, source), source)),
	]);
	return { source, prepared, data: prepared.data, findings };
}

/** Adds advice about sheets: if rows or columns are missing, the reason is often the choice of the sheet. */
function withAdvice(finding: RowsFinding, { advice, files }: Source): RowsFinding {
	const sheets = files.flatMap(({ name, sheet }) =>
		sheet === undefined ? [] : `the sheet '${sheet}' of '${name}'`,
	);
	if (finding.check === 'noExamples' && sheets.length > 0) {
		const read = sheets.join(' and ');
		const message = `There are no rows below the headings in ${read}. ${advice ?? 'Add at least one row.'}`;
		return { ...finding, message };
	}
	if (finding.check !== 'missingCell' || advice === undefined) return finding;
	return { ...finding, message: `${finding.message} ${advice}` };
}
