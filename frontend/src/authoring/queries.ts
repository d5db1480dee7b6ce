/** Simulated customers being written: what trainers read, save, try and publish. */
import { queryOptions } from '@tanstack/react-query';
import { api, read } from '../api/client';
import type { components } from '../api/schema';

type Schemas = components['schemas'];
export type Content = Schemas['DraftContent'];
export type Line = Schemas['DraftLine'];
export type Choice = Schemas['DraftChoice'];
export type Criterion = Schemas['DraftCriterion'];
export type Persona = Schemas['DraftPersona'];
export type Own = Schemas['OwnRead'];
export type Tried = Schemas['TriedRead'];
export type Fault = Schemas['FaultRead'];
export type Played = Schemas['PlayRead'];
export type Done = Schemas['Done'];

const of = (code: string) => ({ params: { path: { code } } });

export const ownScenariosQuery = queryOptions({
  queryKey: ['own-scenarios'],
  queryFn: () => read(api.GET('/api/own-scenarios')),
});

export const ownScenarioQuery = (code: string) =>
  queryOptions({
    queryKey: ['own-scenarios', code],
    queryFn: () => read(api.GET('/api/own-scenarios/{code}', of(code))),
    staleTime: 0,
  });

export const create = (copyOf: string | null): Promise<Own> =>
  read(api.POST('/api/own-scenarios', { body: { copy_of: copyOf } }));

export const save = (code: string, base: number, content: Content): Promise<Own> =>
  read(api.PUT('/api/own-scenarios/{code}', { ...of(code), body: { base, content } }));

export const publish = (code: string, base: number): Promise<Own> =>
  read(api.POST('/api/own-scenarios/{code}/publish', { ...of(code), body: { base } }));

export const withdraw = (code: string): Promise<Own> =>
  read(api.POST('/api/own-scenarios/{code}/withdraw', of(code)));

export const drop = (code: string) => api.DELETE('/api/own-scenarios/{code}', of(code));

export const tryOut = (content: Content): Promise<Tried> =>
  read(api.POST('/api/scenario-trials', { body: content }));

export const play = (content: Content, done: Done[]): Promise<Played> =>
  read(api.POST('/api/scenario-plays', { body: { content, done } }));

export const voicesQuery = (code: string) =>
  queryOptions({
    queryKey: ['scenario-voices', code],
    queryFn: () => read(api.GET('/api/scenarios/{code}/voices', of(code))),
  });

const spoken = (code: string, line: string, at: number) => ({
  params: { path: { code, line, at } },
});

export const keepVoice = (code: string, line: string, at: number, sound: Blob) =>
  api.PUT('/api/scenarios/{code}/lines/{line}/{at}/voice', {
    ...spoken(code, line, at),
    body: sound as never, // the document describes JSON bodies alone
    bodySerializer: (body: unknown) => body as Blob,
    headers: { 'Content-Type': sound.type },
  });

export const forgetVoice = (code: string, line: string, at: number) =>
  api.DELETE('/api/scenarios/{code}/lines/{line}/{at}/voice', spoken(code, line, at));
