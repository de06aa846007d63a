import { ConfigurationError } from '../../../shared/google/http/googleErrors';

/** @param what the reason, as the end of a sentence: `the workbook is protected with a password` */
export function workbookFault(name: string, what: string, fix: string): ConfigurationError {
	return new ConfigurationError(`Can't read '${name}': ${what}`, fix);
}

export function damaged(name: string, detail: string): ConfigurationError {
	return workbookFault(
		name,
		`the workbook is damaged (${detail})`,
		'Open the file in Excel or LibreOffice, let it repair the workbook, save it as .xlsx and use that file.',
	);
}
