import { Button, Group, Text } from '@mantine/core';
import {
  IconClipboardCheck,
  IconCoffee,
  IconHandStop,
  IconHelpCircle,
  IconPhone,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconUserOff,
  IconUserPlus,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FeedStatus } from '../api/feed';
import { duration } from '../shared/format';
import { Key } from '../shared/ui/Key';
import { LiveState } from '../shared/ui/LiveState';
import { useNow } from '../shared/use-now';
import classes from './CallBar.module.css';
import { keys } from './keys';
import { type AtWork, type MainAction, mainActionOf, type Phase, sinceOf } from './phase';

interface CallBarProps {
  workstation: AtWork;
  phase: Phase;
  status: FeedStatus;
  busy: boolean;
  /** Not given while somebody else has to act first. */
  onMain: (() => void) | undefined;
  onObjection: (() => void) | undefined;
  onKnownPerson: (() => void) | undefined;
  onHelp: () => void;
  onPause: (() => void) | undefined;
  /** Given while somebody is at the other end. */
  onHold: (() => void) | undefined;
}

const mainIcon: Record<MainAction, TablerIcon> = {
  start: IconPlayerPlay,
  next: IconUserPlus,
  resume: IconPlayerPlay,
  call: IconPhone,
  hang_up: IconPhoneOff,
  retrieve: IconPlayerPlay,
  record: IconClipboardCheck,
};

const mainColor: Record<MainAction, string> = {
  start: 'cobalt',
  next: 'cobalt',
  resume: 'cobalt',
  call: 'var(--good)',
  hang_up: 'var(--bad)',
  retrieve: 'var(--good)',
  record: 'cobalt',
};

/** Always in the same place: what am I doing, since when, and the one thing to do next. */
export function CallBar({ workstation, phase, status, busy, ...actions }: CallBarProps) {
  const { t } = useTranslation('agent');
  const main = mainActionOf(phase);
  const Icon = mainIcon[main];
  return (
    <section className={classes.bar} data-phase={phase} aria-label={t('bar.label')}>
      <StateBlock workstation={workstation} phase={phase} />
      <Button
        className={classes.main}
        size="xl"
        color={mainColor[main]}
        leftSection={<Icon size={26} />}
        rightSection={<Key name={keys.main} on="dark" />}
        onClick={actions.onMain}
        disabled={!actions.onMain}
        loading={busy}
        loaderProps={{ type: 'dots' }}
        data-main
      >
        {t(`bar.${main}`)}
      </Button>
      <Group className={classes.side} gap="xs">
        <SideButton
          icon={IconHandStop}
          label={t('bar.objection')}
          hint={keys.objection}
          onClick={actions.onObjection}
        />
        <SideButton
          icon={IconUserOff}
          label={t('bar.known_person')}
          hint={keys.knownPerson}
          onClick={actions.onKnownPerson}
        />
        <SideButton
          icon={IconHelpCircle}
          label={t('bar.help')}
          hint={keys.help}
          onClick={actions.onHelp}
        />
        {actions.onHold ? (
          <SideButton
            icon={phase === 'on_hold' ? IconPlayerPlay : IconPlayerPause}
            label={t(phase === 'on_hold' ? 'bar.retrieve' : 'bar.hold')}
            hint={keys.hold}
            onClick={actions.onHold}
          />
        ) : (
          <SideButton
            icon={IconCoffee}
            label={t('bar.pause')}
            hint={keys.pause}
            onClick={actions.onPause}
          />
        )}
        {status === 'not_live' && <LiveState status={status} />}
      </Group>
    </section>
  );
}

function StateBlock({ workstation, phase }: { workstation: AtWork; phase: Phase }) {
  const { t } = useTranslation('agent');
  const since = Date.parse(sinceOf(workstation));
  const seconds = (useNow() - since) / 1000;
  return (
    <div className={classes.state}>
      <span className={classes.lamp} data-phase={phase} />
      <div>
        <Text fw={650} size="lg" lh={1.2}>
          {t(`phase.${phase}`)}
        </Text>
        <Text size="sm" c="dimmed" lh={1.3}>
          {t(`phase_hint.${phase}`)}
        </Text>
      </div>
      <span className={classes.timer} role="timer" aria-label={t('bar.since')}>
        {duration(seconds)}
      </span>
    </div>
  );
}

interface SideButtonProps {
  icon: TablerIcon;
  label: string;
  hint: string;
  onClick: (() => void) | undefined;
}

function SideButton({ icon: Icon, label, hint, onClick }: SideButtonProps) {
  return (
    <button type="button" className={classes.sideButton} onClick={onClick} disabled={!onClick}>
      <span className={classes.sideTop}>
        <Icon size={22} aria-hidden="true" />
        <Key name={hint} />
      </span>
      <span>{label}</span>
    </button>
  );
}
