/** Which role starts where, and what stands in its header. */
import type { ParseKeys } from 'i18next';
import type { Role } from '../../api/types';

export interface NavigationEntry {
  to: string;
  label: ParseKeys<
    [
      'common',
      'supervisor',
      'partner',
      'admin',
      'numbers',
      'callbacks',
      'control',
      'alerts',
      'shifts',
      'reports',
      'quality',
      'trainer',
      'hours',
    ]
  >;
  /** Only its own address is its section, not what lies below. */
  exact?: boolean;
  /** Other addresses whose pages are of its section. */
  also?: string[];
}

export const home: Record<Role, '/agent' | '/supervisor' | '/partner' | '/admin'> = {
  agent: '/agent',
  supervisor: '/supervisor',
  // Trainers read the supervisor's pages; what changes something is not offered to them.
  trainer: '/supervisor',
  partner: '/partner',
  administrator: '/admin',
  auditor: '/admin',
};

const live: NavigationEntry = { to: '/supervisor', label: 'supervisor:nav.room', exact: true };
const room: NavigationEntry[] = [
  live,
  { to: '/supervisor/campaigns', label: 'supervisor:nav.campaigns' },
  { to: '/supervisor/lists', label: 'supervisor:nav.lists' },
  { to: '/supervisor/reports', label: 'reports:title' },
];

const quality: NavigationEntry = { to: '/supervisor/quality', label: 'quality:title' };
const shifts: NavigationEntry = { to: '/supervisor/shifts', label: 'shifts:title' };
const hours: NavigationEntry = { to: '/supervisor/hours', label: 'hours:title' };
const centre: NavigationEntry = { to: '/supervisor/centre', label: 'control:centre.title' };

const entries: Partial<Record<Role, NavigationEntry[]>> = {
  supervisor: [
    ...room,
    quality,
    shifts,
    hours,
    { to: '/supervisor/callbacks', label: 'callbacks:title' },
    { to: '/supervisor/notes', label: 'supervisor:nav.notes' },
    { to: '/supervisor/do-not-call', label: 'numbers:title' },
    centre,
  ],
  trainer: [
    { to: '/trainer', label: 'trainer:nav.group' },
    {
      to: '/trainer/library',
      label: 'trainer:nav.library',
      also: [
        '/trainer/modules',
        '/trainer/new-module',
        '/trainer/blocks',
        '/trainer/new-block',
        '/trainer/scenarios',
        '/trainer/referentials',
      ],
    },
    ...room,
    quality,
    shifts,
    hours,
    centre,
  ],
  partner: [
    { to: '/partner', label: 'partner:nav.home', exact: true },
    { to: '/partner/lists', label: 'partner:nav.lists' },
    { to: '/partner/appointments', label: 'partner:nav.appointments' },
    { to: '/partner/slots', label: 'partner:nav.slots' },
    { to: '/partner/reports', label: 'reports:title' },
    { to: '/partner/journal', label: 'partner:nav.journal' },
    { to: '/partner/do-not-call', label: 'numbers:title' },
    { to: '/partner/exchange', label: 'partner:nav.exchange' },
    { to: '/partner/data', label: 'partner:nav.ending' },
  ],
  administrator: [
    { to: '/admin', label: 'admin:nav.people', exact: true },
    { to: '/admin/sites', label: 'admin:nav.sites' },
    { to: '/admin/partners', label: 'admin:nav.partners' },
    { to: '/admin/data', label: 'admin:nav.ending' },
    { to: '/supervisor/do-not-call', label: 'numbers:title' },
    { to: '/supervisor/canaries', label: 'alerts:canary.title' },
    { to: '/admin/journal', label: 'admin:nav.journal' },
    { to: '/supervisor/reports', label: 'reports:title' },
    live,
  ],
  auditor: [{ to: '/admin/journal', label: 'admin:nav.journal' }, ...room],
};

export function navigationOf(role: Role): NavigationEntry[] {
  return entries[role] ?? [];
}

/** The entry in whose section a page is: the one whose address, or a further one of it, reaches furthest. */
export function sectionOf(found: NavigationEntry[], page: string): NavigationEntry | undefined {
  const reach = ({ to, exact, also = [] }: NavigationEntry) =>
    Math.max(
      0,
      ...[to, ...also]
        .filter((each) => page === each || (!exact && page.startsWith(`${each}/`)))
        .map(({ length }) => length),
    );
  return found.filter(reach).sort((one, other) => reach(other) - reach(one))[0];
}
