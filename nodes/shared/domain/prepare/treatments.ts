import type { CheckName, Treatment } from './recipe';

type CheckTable<T> = Readonly<Record<CheckName, T>>;

/** What can be done about each finding; what a service would refuse can be neither allowed nor overlooked. */
export const allowedTreatments: CheckTable<readonly Treatment[]> = {
	brokenEncoding: ['stop', 'drop', 'fix', 'allow', 'off'],
	conflictingOutputs: ['stop', 'drop', 'allow', 'off'],
	dominantOutput: ['stop', 'allow', 'off'],
	duplicate: ['stop', 'drop', 'allow', 'off'],
	emptyCell: ['stop', 'drop'],
	halfCharacter: ['stop', 'drop', 'fix'],
	inTrainingAndValidation: ['stop', 'drop', 'allow', 'off'],
	labelWithoutValidation: ['stop', 'allow', 'off'],
	missingCell: ['stop', 'drop'],
	mixedColumn: ['stop', 'allow', 'off'],
	nearDuplicate: ['stop', 'drop', 'allow', 'off'],
	noExamples: ['stop'],
	personalData: ['stop', 'drop', 'fix', 'allow', 'off'],
	roleOrder: ['stop', 'drop', 'fix'],
	sameAnswers: ['stop', 'drop'],
	secret: ['stop', 'drop', 'fix', 'allow', 'off'],
	tooFewExamples: ['stop', 'allow', 'off'],
	tooLong: ['stop', 'drop'],
	tooManyBytes: ['stop'],
	tooManyValidationExamples: ['stop'],
	unsupported: ['stop', 'drop'],
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
	halfCharacter: 'stop',
	inTrainingAndValidation: 'allow',
	labelWithoutValidation: 'allow',
	missingCell: 'stop',
	mixedColumn: 'allow',
	nearDuplicate: 'allow',
	noExamples: 'stop',
	personalData: 'allow',
	roleOrder: 'stop',
	sameAnswers: 'stop',
	secret: 'stop',
	tooFewExamples: 'allow',
	tooLong: 'stop',
	tooManyBytes: 'stop',
	tooManyValidationExamples: 'stop',
	unsupported: 'stop',
	whiteSpace: 'allow',
	wrongType: 'stop',
};

/** What is done about a finding: what is wished where the check allows it, else what is usual. */
export function treatmentOf(check: CheckName, wished: Treatment): Treatment {
	return allowedTreatments[check].includes(wished) ? wished : defaultTreatments[check];
}
