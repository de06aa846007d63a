import { errorCell } from './cells/errorCells';
import { mixedColumn, objectCell, wrongType } from './cells/column';
import type { Action, Check } from './check';
import { brokenEncoding } from './checks/brokenEncoding';
import { conflictingOutputs } from './checks/conflictingOutputs';
import { dominantOutput } from './checks/dominantOutput';
import { duplicate } from './checks/duplicate';
import { emptyCell } from './checks/emptyCell';
import { fileEncoding, fileFormat, hiddenRow, mergedCell, unreadableRow } from './checks/fileChecks';
import { halfCharacter } from './checks/halfCharacter';
import { inTrainingAndValidation } from './checks/inTrainingAndValidation';
import { labelWithoutValidation } from './checks/labelWithoutValidation';
import { nearDuplicate } from './checks/nearDuplicate';
import { noExamples } from './checks/noExamples';
import { personalData } from './checks/personalData';
import { sameAnswers } from './checks/sameAnswers';
import { secret } from './checks/secret';
import { thoughts } from './checks/thoughts';
import { tooFewExamples } from './checks/tooFewExamples';
import { tooLong } from './checks/tooLong';
import { tooManyBytes } from './checks/tooManyBytes';
import { tooManyValidationExamples } from './checks/tooManyValidationExamples';
import { whiteSpace } from './checks/whiteSpace';
import { missingCell } from './reading/missing';
import { roleOrder, severalInstructions, unsupported, unusedFields } from './reading/remarks';

/**
 * All checks by the name that the output shows, in the order in which findings are listed. Checks of one kind run in this order, text
 * checks by their steps first.
 */
export const checks = {
	unreadableRow,
	noExamples,
	fileEncoding,
	fileFormat,
	hiddenRow,
	mergedCell,
	missingCell,
	errorCell,
	wrongType,
	roleOrder,
	unsupported,
	emptyCell,
	sameAnswers,
	tooLong,
	halfCharacter,
	tooManyBytes,
	tooManyValidationExamples,
	secret,
	thoughts,
	severalInstructions,
	objectCell,
	personalData,
	brokenEncoding,
	whiteSpace,
	duplicate,
	conflictingOutputs,
	nearDuplicate,
	inTrainingAndValidation,
	labelWithoutValidation,
	dominantOutput,
	mixedColumn,
	unusedFields,
	tooFewExamples,
} as const satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof checks;

function isCheckName(name: string): name is CheckName {
	return Object.hasOwn(checks, name);
}

/** The names of all checks, in the order of the list. */
export const checkNames: readonly CheckName[] = Object.keys(checks).filter(isCheckName);

/** Possible actions by check. */
export const allowedActions = tableOf(({ actions }) => actions);

/** Default actions by check. */
export const defaultActions = tableOf((check) => check.default);

function tableOf<T>(valueOf: (check: Check) => T): Readonly<Record<string, T>> {
	return Object.fromEntries(checkNames.map((name) => [name, valueOf(checks[name])]));
}

/** The action of a check: the chosen one if the check supports it, otherwise the default. */
export function actionOf(name: CheckName, chosen: Action | undefined): Action {
	const check = checks[name];
	return chosen !== undefined && check.actions.includes(chosen) ? chosen : check.default;
}

/** Sorts findings: those that stop first, then by the order of the list. */
export function inOrder<T extends { check: CheckName; action: Action }>(findings: readonly T[]): T[] {
	const rank = ({ check, action }: T) =>
		checkNames.indexOf(check) + (action === 'stop' ? 0 : checkNames.length);
	return [...findings].sort((one, other) => rank(one) - rank(other));
}
