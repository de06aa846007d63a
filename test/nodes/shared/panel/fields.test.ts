/** Fields with the readers of their values. */
import {
	choiceField,
	fieldOf,
	flagField,
	limitProblem,
	numberField,
	optionalTextField,
	readEntries,
	requiredTextField,
	withinLimits,
} from '../../../../nodes/shared/panel/fields';

const temperature = numberField({
	displayName: 'Temperature',
	name: 'temperature',
	typeOptions: { minValue: 0, maxValue: 2, numberPrecision: 2 },
	default: 1,
});
const epochs = numberField({
	displayName: 'Epochs',
	name: 'epochs',
	typeOptions: { minValue: 1, numberPrecision: 0 },
	default: 5,
});
const size = fieldOf(
	{
		displayName: 'Size',
		name: 'size',
		type: 'options',
		options: [1, 2].map((value) => ({ name: String(value), value })),
		default: 1,
	},
	Number,
);

it.each([
	[temperature, 2, undefined],
	[temperature, 2.1, 'Use a number from 0 to 2.'],
	[epochs, 1, undefined],
	[epochs, 1.5, 'Use a whole number of at least 1.'],
	[epochs, 0, 'Use a whole number of at least 1.'],
	[size, 2, undefined],
	[size, 3, 'Use one of 1, 2.'],
])('describes the limits that the panel shows: %#', (field, value, problem) => {
	expect(limitProblem(field.property, value)).toBe(problem);
});

it('names the label of the panel in each error', () => {
	expect(() => withinLimits(epochs, 0)).toThrow("'Epochs' can't be 0");
	expect(() => temperature.parse('warm')).toThrow(`'Temperature' must be a number, not "warm"`);
	const prompt = requiredTextField({ displayName: 'Prompt', name: 'prompt', default: '' });
	expect(() => prompt.parse(' ')).toThrow("'Prompt' is empty");
});

it('accepts only the options of the panel', () => {
	const color = choiceField({
		displayName: 'Color',
		name: 'color',
		options: [
			{ name: 'Blue', value: 'blue' },
			{ name: 'Red', value: 'red' },
		],
		default: 'red',
	});
	expect(color.parse('blue')).toBe('blue');
	expect(() => color.parse('green')).toThrow(
		expect.objectContaining({
			message: `'Color' can't be "green"`,
			description: "Use one of these values: 'blue', 'red'.",
		}),
	);
});

it('reads only the entries that the user added, and no empty texts', () => {
	const name = optionalTextField({ displayName: 'Name', name: 'name', default: '' });
	const isOn = flagField({ displayName: 'On', name: 'isOn', default: true });
	const fields = { temperature, name, isOn, epochs };
	expect(readEntries(fields, { temperature: '0.5', name: ' ', isOn: false })).toEqual({
		temperature: 0.5,
		isOn: false,
	});
});
