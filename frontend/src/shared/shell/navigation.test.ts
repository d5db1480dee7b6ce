import { expect, test } from 'vitest';
import type { Role } from '../../api/types';
import { navigationOf, sectionOf } from './navigation';

test.each<[Role, string, string | undefined]>([
  ['trainer', '/trainer', '/trainer'],
  ['trainer', '/trainer/follow-ups/7', '/trainer'],
  ['trainer', '/trainer/calibration', '/trainer'],
  ['trainer', '/trainer/people/7/exam', '/trainer'],
  ['trainer', '/trainer/library/rdv-premier', '/trainer/library'],
  ['trainer', '/trainer/blocks/lire/edit', '/trainer/library'],
  ['trainer', '/trainer/new-module', '/trainer/library'],
  ['supervisor', '/supervisor/quality/grid', '/supervisor/quality'],
  ['supervisor', '/supervisor', '/supervisor'],
  ['supervisor', '/supervisor/canaries', undefined],
  ['administrator', '/admin/sites/7', '/admin/sites'],
  ['partner', '/partner/lists/new', '/partner/lists'],
])('%s on %s is in the section %s', (role, page, section) => {
  expect(sectionOf(navigationOf(role), page)?.to).toBe(section);
});
