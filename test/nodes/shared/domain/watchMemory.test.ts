import type { Memory } from '../../../../nodes/shared/domain/watchMemory.ts';
import { emptyMemory, readMemory } from '../../../../nodes/shared/domain/watchMemory.ts';

const memory: Memory = {
	...emptyMemory('gemini:my-project', { occasions: ['failed'], tunedModels: ['a'], displayName: null }),
	settled: ['tunedModels/a@2024-03-14T15:10:00Z'],
	steps: { 'tunedModels/b@2024-03-14T15:10:00Z': 3 },
	resumeAt: 'page-2',
};

test('comes back from JSON as it was', () => {
	expect(readMemory(JSON.parse(JSON.stringify(memory)), 'gemini:my-project')).toEqual(memory);
});

test('is none of another project', () => {
	expect(readMemory(memory, 'gemini:another-project')).toBeUndefined();
});

test.each<[string, unknown]>([
	['nothing', undefined],
	['a text', 'memory'],
	['a list', []],
	['a later version', { ...memory, version: 2 }],
	['no identities', { ...memory, settled: undefined }],
	['identities that are none', { ...memory, settled: [1] }],
	['steps that are none', { ...memory, steps: { a: [3] } }],
	['a page that is none', { ...memory, resumeAt: 2 }],
	['no selection', { ...memory, selection: null }],
	['an unknown occasion', { ...memory, selection: { ...memory.selection, occasions: ['retired'] } }],
])('is not read from %s', (_case, stored) => {
	expect(readMemory(stored, 'gemini:my-project')).toBeUndefined();
});
