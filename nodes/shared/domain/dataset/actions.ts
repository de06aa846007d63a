import type { CheckName, Action } from './preparation';

type CheckTable<T> = Readonly<Record<CheckName, T>>;

/** What can be done about each finding; what a service would refuse can be neither allowed nor overlooked. */
export const allowedActions: CheckTable<readonly Action[]> = {
	brokenEncoding: ['stop', 'drop', 'fix', 'report', 'off'],
	conflictingOutputs: ['stop', 'drop', 'report', 'off'],
	dominantOutput: ['stop', 'report', 'off'],
	duplicate: ['stop', 'drop', 'report', 'off'],
	emptyCell: ['stop', 'drop'],
	errorCell: ['stop', 'drop'],
	halfCharacter: ['stop', 'drop', 'fix'],
	inTrainingAndValidation: ['stop', 'drop', 'report', 'off'],
	labelWithoutValidation: ['stop', 'report', 'off'],
	missingCell: ['stop', 'drop'],
	mixedColumn: ['stop', 'report', 'off'],
	nearDuplicate: ['stop', 'drop', 'report', 'off'],
	noExamples: ['stop'],
	objectCell: ['stop', 'drop', 'report', 'off'],
	personalData: ['stop', 'drop', 'fix', 'report', 'off'],
	roleOrder: ['stop', 'drop', 'fix'],
	sameAnswers: ['stop', 'drop'],
	secret: ['stop', 'drop', 'fix', 'report', 'off'],
	severalInstructions: ['stop', 'drop', 'report', 'off'],
	thoughts: ['stop', 'drop', 'fix'],
	tooFewExamples: ['stop', 'report', 'off'],
	tooLong: ['stop', 'drop'],
	tooManyBytes: ['stop'],
	tooManyValidationExamples: ['stop'],
	unsupported: ['stop', 'drop'],
	unusedFields: ['stop', 'drop', 'report', 'off'],
	whiteSpace: ['stop', 'drop', 'fix', 'report', 'off'],
	wrongType: ['stop', 'drop', 'report'],
};

/** What cannot be sent, and a key that a model would learn by heart, stop; the rest is told. */
export const defaultActions: CheckTable<Action> = {
	brokenEncoding: 'stop',
	conflictingOutputs: 'report',
	dominantOutput: 'report',
	duplicate: 'report',
	emptyCell: 'stop',
	errorCell: 'stop',
	halfCharacter: 'stop',
	inTrainingAndValidation: 'report',
	labelWithoutValidation: 'report',
	missingCell: 'stop',
	mixedColumn: 'report',
	nearDuplicate: 'report',
	noExamples: 'stop',
	objectCell: 'report',
	personalData: 'report',
	roleOrder: 'stop',
	sameAnswers: 'stop',
	secret: 'stop',
	severalInstructions: 'report',
	thoughts: 'fix',
	tooFewExamples: 'report',
	tooLong: 'stop',
	tooManyBytes: 'stop',
	tooManyValidationExamples: 'stop',
	unsupported: 'stop',
	unusedFields: 'report',
	whiteSpace: 'report',
	wrongType: 'stop',
};

/** What is done about a finding: what is wished where the check allows it, else what is usual. */
export function actionOf(check: CheckName, wished: Action): Action {
	return allowedActions[check].includes(wished) ? wished : defaultActions[check];
}
