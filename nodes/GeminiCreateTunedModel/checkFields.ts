import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Action } from '../shared/domain/dataset/check';
import type { CheckName } from '../shared/domain/dataset/checkList';
import { checkNames, checks } from '../shared/domain/dataset/checkList';
import { shownWhere } from '../shared/panel/apis';

const actionOptions: Readonly<Record<Action, INodePropertyOptions>> = {
	drop: { name: 'Drop', value: 'drop', description: 'Drop the rows and list them' },
	fix: { name: 'Fix', value: 'fix', description: 'Fix the rows and list them' },
	off: { name: 'Off', value: 'off', description: 'Skip the check' },
	report: { name: 'Report', value: 'report', description: 'Use the rows and list them' },
	stop: { name: 'Stop', value: 'stop', description: 'Stop and list the rows' },
};

const shownWith = {
	files: { '/examplesFrom': ['file'] },
	preference: { '/method': ['preference'] },
};

function toField(name: CheckName): INodeProperties {
	const { title, description, actions, default: preset, where, needs } = checks[name];
	const field: INodeProperties = {
		displayName: title,
		name,
		type: 'options',
		options: [...actions].sort().map((action) => actionOptions[action]),
		default: preset,
		description,
		...(where && { displayOptions: { show: shownWith[where] } }),
	};
	return shownWhere(
		({ dataset, tuning }) =>
			(needs?.(dataset) ?? true) && (where !== 'preference' || tuning.includes('method')),
		field,
	);
}

/** The checks whose action users can choose. */
export const adjustableChecks = checkNames.filter((name) => checks[name].actions.length > 1);

/** A check that isn't added uses its default action. */
export const checkFields: INodeProperties = {
	displayName: 'Checks',
	name: 'checks',
	type: 'collection',
	placeholder: 'Add check',
	default: {},
	description: 'Override what happens when a check finds something',
	options: adjustableChecks.map(toField).sort((a, b) => (a.displayName < b.displayName ? -1 : 1)),
	displayOptions: { hide: { examplesFrom: ['storage'] } },
};

/** Whether *Create* repeats the findings of a check in its `warnings`. */
export function isWarning(name: CheckName): boolean {
	return checks[name].isDescriptive !== true;
}
