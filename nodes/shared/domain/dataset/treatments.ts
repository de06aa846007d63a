import type { CheckName, Treatment } from './preparation';

type CheckTable<T> = Readonly<Record<CheckName, T>>;

/** What can be done about each finding; what a service would refuse can be neither allowed nor overlooked. */
export const allowedTreatments: CheckTable<readonly Treatment[]> = {
	brokenEncoding: ['stop', 'drop', 'fix', 'allow', 'off'],
	conflictingOutputs: ['stop', 'drop', 'allow', 'off'],
	dominantOutput: ['stop', 'allow', 'off'],
	duplicate: ['stop', 'drop', 'allow', 'off'],
	emptyCell: ['stop', 'drop'],
	errorCell: ['stop', 'drop'],
	halfCharacter: ['stop', 'drop', 'fix'],
	inTrainingAndValidation: ['stop', 'drop', 'allow', 'off'],
	labelWithoutValidation: ['stop', 'allow', 'off'],
	missingCell: ['stop', 'drop'],
	mixedColumn: ['stop', 'allow', 'off'],
	nearDuplicate: ['stop', 'drop', 'allow', 'off'],
	noExamples: ['stop'],
	objectCell: ['stop', 'drop', 'allow', 'off'],
	personalData: ['stop', 'drop', 'fix', 'allow', 'off'],
	roleOrder: ['stop', 'drop', 'fix'],
	sameAnswers: ['stop', 'drop'],
	secret: ['stop', 'drop', 'fix', 'allow', 'off'],
	severalInstructions: ['stop', 'drop', 'allow', 'off'],
	thoughts: ['stop', 'drop', 'fix'],
	tooFewExamples: ['stop', 'allow', 'off'],
	tooLong: ['stop', 'drop'],
	tooManyBytes: ['stop'],
	tooManyValidationExamples: ['stop'],
	unsupported: ['stop', 'drop'],
	unusedFields: ['stop', 'drop', 'allow', 'off'],
	whiteSpace: ['stop', 'drop', 'fix', 'allow', 'off'],
	wrongType: ['stop', 'drop', 'allow'],
};

/** What cannot be sent, and a key that a model would learn by heart, stop; the rest is told. */
export const defaultTreatments: CheckTable<Treatment> = {
	brokenEncoding: 'stop',
	conflictingOutputs: 'allow',
	dominantOutput: 'allow',
	duplicate: 'allow',
	emptyCell: 'stop',
	errorCell: 'stop',
	halfCharacter: 'stop',
	inTrainingAndValidation: 'allow',
	labelWithoutValidation: 'allow',
	missingCell: 'stop',
	mixedColumn: 'allow',
	nearDuplicate: 'allow',
	noExamples: 'stop',
	objectCell: 'allow',
	personalData: 'allow',
	roleOrder: 'stop',
	sameAnswers: 'stop',
	secret: 'stop',
	severalInstructions: 'allow',
	thoughts: 'fix',
	tooFewExamples: 'allow',
	tooLong: 'stop',
	tooManyBytes: 'stop',
	tooManyValidationExamples: 'stop',
	unsupported: 'stop',
	unusedFields: 'allow',
	whiteSpace: 'allow',
	wrongType: 'stop',
};

/** What is done about a finding: what is wished where the check allows it, else what is usual. */
export function treatmentOf(check: CheckName, wished: Treatment): Treatment {
	return allowedTreatments[check].includes(wished) ? wished : defaultTreatments[check];
}
