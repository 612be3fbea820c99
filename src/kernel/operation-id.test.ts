import { expect, it } from 'vitest';
import { operationIdOf } from './operation-id.ts';

it.each([
  ['get', '/v1/calls', 'getCalls'],
  ['get', '/v1/calls/{id}', 'getCall'],
  ['patch', '/v1/people/{id}', 'patchPerson'],
  ['delete', '/v1/session', 'deleteSession'],
  ['delete', '/v1/sessions/{id}', 'deleteOneSession'],
  ['post', '/v1/consumers/{id}/replays', 'postConsumersReplays'],
  ['get', '/v1/exports/attributions.csv', 'getExportsAttributionsCsv'],
  ['get', '/tags/{site}/{script}', 'getTagsScript'],
  ['get', '/healthz', 'getHealthz'],
] as const)('the operation %s %s is called %s', (method, path, name) => {
  expect(operationIdOf({ method, path })).toBe(name);
});
