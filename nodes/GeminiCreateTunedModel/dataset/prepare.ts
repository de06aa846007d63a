import type { IExecuteFunctions } from 'n8n-workflow';
import type { TuningBackend } from '../../shared/backend/backend';
import { prepareDataset } from '../../shared/domain/prepare/prepareDataset';
import type { Prepared } from '../../shared/domain/prepare/prepared';
import type { RowsFinding } from './findings';
import { noteFindings, toRowsFinding, unreadableFinding } from './findings';
import { findRows } from './read';
import { readRecipe } from './recipe';
import type { Source } from './source';

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
	const unreadable = unreadableFinding(source, recipe.treatments.unreadableRow);
	const findings = [
		...(unreadable ? [unreadable] : []),
		...prepared.findings.map((finding) => advised(toRowsFinding(finding, source), source)),
		...noteFindings(source, recipe.treatments),
	].sort((one, other) => Number(other.treatment === 'stop') - Number(one.treatment === 'stop'));
	return { source, prepared, data: prepared.data, findings };
}

/** A finding that no rows, or other columns, were read is due to the choice of the sheet more often than to the data. */
function advised(finding: RowsFinding, { advice, files }: Source): RowsFinding {
	if (finding.check === 'noExamples' && files.length > 0) {
		const read = files.map(({ name, sheet }) => `the sheet '${sheet}' of '${name}'`).join(' and ');
		const message = `There are no rows below the headings in ${read}. ${advice ?? 'Add at least one row.'}`;
		return { ...finding, message };
	}
	if (finding.check !== 'missingCell' || advice === undefined) return finding;
	return { ...finding, message: `${finding.message} ${advice}` };
}
