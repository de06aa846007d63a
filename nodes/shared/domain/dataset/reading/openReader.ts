import type { Ledger } from '../ledger';
import type { Recipe } from '../preparation';
import { readColumns } from './readColumns';
import { readMessages } from './readMessages';
import type { Reader } from './exampleReader';
import { readTemplates } from './templates';

export function openReader({ reading, types, validationColumn }: Recipe, ledger: Ledger): Reader {
	switch (reading.form) {
		case 'columns':
			return readColumns(reading.columns, types, ledger);
		case 'templates':
			return readTemplates(reading.templates, types, ledger);
		case 'messages':
			return readMessages(reading, validationColumn, ledger);
	}
}
