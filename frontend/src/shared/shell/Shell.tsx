import { Alert, Avatar, Group, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import {
  IconChevronDown,
  IconCoinEuro,
  IconDevices,
  IconFileCheck,
  IconKey,
  IconLogout,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe, useSignOut } from '../../api/session';
import type { Role } from '../../api/types';
import { useFormat } from '../format';
import { useErrorToast } from '../ui/errors';
import { useNow } from '../use-now';
import { LanguageSwitch } from './LanguageSwitch';
import { Logo } from './Logo';
import { type NavigationEntry, navigationOf, sectionOf } from './navigation';
import { SessionEndedDialog } from './SessionEndedDialog';
import classes from './Shell.module.css';

/** More entries than stand beside name and place on an ordinary screen: they get a line of their own. */
const MANY = 5;

/** Who may be shown a paper and asked whether it is genuine. */
const verifies = new Set<Role>(['supervisor', 'trainer', 'administrator', 'auditor']);

/** Who learns how pay is shared out, or explains it. */
const learns = new Set<Role>(['agent', 'trainer', 'supervisor']);

/** The frame around every signed-in page. */
export function Shell() {
  const { t } = useTranslation();
  const entries = navigationOf(useMe().role);
  return (
    <>
      <a className={classes.skip} href="#content">
        {t('shell.skip')}
      </a>
      <header className={classes.header} data-many={entries.length > MANY || undefined}>
        <Link to="/" className={classes.brand} aria-label={t('shell.home')}>
          <Logo />
        </Link>
        <Navigation entries={entries} />
        <Group gap="lg" wrap="nowrap" ml="auto">
          <Place />
          <LanguageSwitch />
          <PersonMenu />
        </Group>
      </header>
      <OfflineBanner />
      <main id="content" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <SessionEndedDialog />
    </>
  );
}

function Navigation({ entries }: { entries: NavigationEntry[] }) {
  const { t } = useTranslation([
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
  ]);
  const page = useLocation({ select: ({ pathname }) => pathname });
  if (entries.length < 2) return null;
  const section = sectionOf(entries, page);
  return (
    <nav aria-label={t('shell.navigation')} className={classes.navigation}>
      {entries.map((entry) => (
        <Link
          key={entry.to}
          to={entry.to}
          className={classes.entry}
          aria-current={entry === section ? 'page' : undefined}
          activeOptions={{ exact: true }}
        >
          {t(entry.label)}
        </Link>
      ))}
    </nav>
  );
}

/** Where we are and what time it is there. */
function Place() {
  const me = useMe();
  const format = useFormat();
  const now = useNow();
  const zone =
    (me.site ?? me.partner)?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div className={classes.place}>
      <Text size="sm" c="dimmed" truncate>
        {me.partner?.name ?? me.site?.name}
      </Text>
      <Text size="sm" fw={600} component="time" dateTime={new Date(now).toISOString()}>
        {format.time(now, zone)}
      </Text>
    </div>
  );
}

function PersonMenu() {
  const { t } = useTranslation(['common', 'payslip', 'papers']);
  const me = useMe();
  const signOut = useSignOut();
  const toast = useErrorToast();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" width={270}>
      <Menu.Target>
        <UnstyledButton className={classes.person}>
          <VisuallyHidden>{t('shell.person')}</VisuallyHidden>
          <Avatar name={me.display_name} color="cobalt" size={34} aria-hidden="true" />
          <span className={classes.personName}>
            <Text size="sm" fw={600} truncate>
              {me.display_name}
            </Text>
            <Text size="xs" c="dimmed">
              {t(`role.${me.role}`)}
            </Text>
          </span>
          <IconChevronDown size={16} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {verifies.has(me.role) && (
          <Menu.Item
            leftSection={<IconFileCheck size={18} />}
            onClick={() => void navigate({ to: '/papers' })}
          >
            {t('papers:verify.title')}
          </Menu.Item>
        )}
        {learns.has(me.role) && (
          <Menu.Item
            leftSection={<IconCoinEuro size={18} />}
            onClick={() => void navigate({ to: '/payslip' })}
          >
            {t('payslip:title')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconKey size={18} />}
          onClick={() => void navigate({ to: '/passphrase' })}
        >
          {t('shell.change_passphrase')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconDevices size={18} />}
          onClick={() => void signOut(true).catch(toast)}
        >
          {t('shell.sign_out_everywhere')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={18} />}
          onClick={() => void signOut().catch(toast)}
        >
          {t('shell.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function OfflineBanner() {
  const { t } = useTranslation();
  const { online } = useNetwork();
  if (online) return null;
  return (
    <Alert
      role="alert"
      color="red"
      radius={0}
      icon={<IconPlugConnectedX size={22} />}
      title={t('shell.offline_title')}
    >
      {t('shell.offline_text')}
    </Alert>
  );
}
