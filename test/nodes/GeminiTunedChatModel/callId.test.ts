import { array, assert, integer, oneof, option, property, record, string } from 'fast-check';
import { newTurn, toCallId, toOrigin } from '../../../nodes/GeminiTunedChatModel/callId';

const origins = record(
	{
		id: string({ minLength: 1 }),
		thoughtSignature: string({ minLength: 1 }),
		idArgument: oneof(string(), integer()),
	},
	{ requiredKeys: [] },
);

it('restores the data of every call and distinguishes calls', () => {
	assert(
		property(array(origins, { minLength: 1, maxLength: 4 }), (calls) => {
			const turn = newTurn();
			const ids = calls.map((call, index) => toCallId({ turn, ...call }, index));
			expect(ids.map(toOrigin)).toEqual(calls.map((call) => ({ turn, ...call })));
			expect(new Set(ids).size).toBe(ids.length);
		}),
	);
});

it('recognizes the IDs of other chat models', () => {
	assert(property(option(string()), (id) => expect(toOrigin(`call_${id}`)).toBeUndefined()));
	expect(newTurn()).not.toBe(newTurn());
});
