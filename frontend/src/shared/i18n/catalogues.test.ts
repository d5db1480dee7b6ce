import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { actions } from '../../admin/journal-actions';
import { catalogues, languages } from '.';

const SOURCES = join(import.meta.dirname, '../..');
const PLURAL = /_(zero|one|two|few|many|other)$/;

function keysOf(node: object, path = ''): string[] {
  return Object.entries(node).flatMap(([name, value]) => {
    const key = path ? `${path}.${name}` : name;
    return typeof value === 'object' && value !== null ? keysOf(value, key) : [key];
  });
}

const stem = (key: string) => key.replace(PLURAL, '');
const stems = (language: string, area: string) =>
  [...new Set(keysOf(catalogues[language]?.[area] ?? {}).map(stem))].sort();

const areas = Object.keys(catalogues.fr ?? {});
const others = languages.filter((language) => language !== 'fr');

const code = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|schema\.ts/.test(file))
  .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
  .join('\n');
/** Dotted names anywhere, plain ones only as the argument of t(). */
const literals = new Set(
  [
    ...code.matchAll(/['"`]((?:[a-z]+:)?[a-z0-9_]+(?:\.[a-z0-9_]+)+)['"`]/g),
    ...code.matchAll(/\bt\('([a-z0-9_]+)'/g),
  ].map((match) => match[1] ?? ''),
);
/** Beginnings of keys that are finished at run time: `state.${name}` */
const beginnings = [
  ...new Set([...code.matchAll(/`((?:[a-z]+:)?[a-z0-9_.]+[._])\$\{/g)].map((m) => m[1] ?? '')),
];

test.each(others.flatMap((language) => areas.map((area) => [language, area] as const)))(
  '%s has exactly the keys of the French catalogue of %s',
  (language, area) => {
    expect(stems(language, area)).toEqual(stems('fr', area));
  },
);

const valuesOf = (language: string, area: string) => {
  const told = new Map<string, string>();
  const walk = (node: object, path: string) => {
    for (const [name, value] of Object.entries(node)) {
      const key = path ? `${path}.${name}` : name;
      if (typeof value === 'string')
        told.set(
          key,
          [...value.matchAll(/\{\{(\w+)\}\}/g)]
            .map((m) => m[1])
            .sort()
            .join(),
        );
      else walk(value as object, key);
    }
  };
  walk(catalogues[language]?.[area] ?? {}, '');
  return told;
};

test.each(others.flatMap((language) => areas.map((area) => [language, area] as const)))(
  '%s tells the same values as the French texts of %s',
  (language, area) => {
    const french = valuesOf('fr', area);
    const wrong = [...valuesOf(language, area)].filter(
      ([key, values]) => french.has(key) && french.get(key) !== values,
    );
    expect(wrong).toEqual([]);
  },
);

test.each(languages)('every plural of %s has each form that the language needs', (language) => {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const missing = areas.flatMap((area) => {
    const keys = new Set(keysOf(catalogues[language]?.[area] ?? {}));
    return [...keys]
      .filter((key) => key.endsWith('_other') && keys.has(`${stem(key)}_one`))
      .flatMap((key) => needed.map((form) => `${stem(key)}_${form}`))
      .filter((key) => !keys.has(key));
  });
  expect(missing).toEqual([]);
});

test.each(areas)('every key of %s is used somewhere', (area) => {
  const used = (key: string) =>
    [key, `${area}:${key}`].some(
      (name) => literals.has(name) || beginnings.some((beginning) => name.startsWith(beginning)),
    );
  expect(stems('fr', area).filter((key) => !used(key))).toEqual([]);
});

test('every action of the journal has a name that the administrator can read and look for', () => {
  const reference = readFileSync(join(SOURCES, '../../docs/reference/journal.md'), 'utf8');
  const written = [...reference.matchAll(/^\| `([a-z_.]+)` \|/gm)].map((match) => match[1] ?? '');
  expect(written.length).toBeGreaterThan(50);
  expect([...actions].sort()).toEqual(written.sort());
});
