import type { IExecuteFunctions } from 'n8n-workflow';
import type { TuningBackend } from '../../shared/google/backend';
import { prepareDataset } from '../../shared/domain/dataset/prepareDataset';
import type { Prepared } from '../../shared/domain/dataset/prepared';
import type { RowsFinding } from './findings';
import { fileFindings, toRowsFinding, unreadableFinding } from './findings';
import { nestedFinding } from './nestedFinding';
import { stops } from './summary';
import { findRows } from './findRows';
import { readRecipe } from './readPreparation';
import type { Source } from './rowSource';

/** The rows that arrived, the dataset they make, and all that was found. */
export interface PreparedRows extends Pick<Prepared, 'data'> {
	source: Source;
	/** Those of the source, without what could not be read. */
	prepared: Prepared;
	/** Those that stop first. */
	findings: RowsFinding[];
}

/** Reads, checks and splits the rows as the panel says. Nothing is asked of the service. */
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
	const unreadable = unreadableFinding(source, recipe.actions.unreadableRow);
	const nested = nestedFinding(source.rows, prepared);
	const all = [
		...(unreadable ? [unreadable] : []),
		...(nested ? [nested] : []),
		...fileFindings(source, recipe.actions),
		...prepared.findings
			// Where no row could be read, the reason stops already.
			.filter(
				({ check }) => check !== 'noExamples' || source.rows.length > 0 || unreadable?.action !== 'stop',
			)
			.map((finding) => advised(toRowsFinding(finding, source), source)),
	];
	const findings = [...all.filter(stops), ...all.filter((finding) => !stops(finding))];
	return { source, prepared, data: prepared.data, findings };
}

/** A finding that no rows, or other columns, were read is due to the choice of the sheet more often than to the data. */
function advised(finding: RowsFinding, { advice, files }: Source): RowsFinding {
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
