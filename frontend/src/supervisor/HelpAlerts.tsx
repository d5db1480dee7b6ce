import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import {
  IconAlertTriangle,
  IconHandStop,
  IconHelpCircle,
  IconUserCheck,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { duration, useFormat } from '../shared/format';
import { serverNow, useNow } from '../shared/use-now';
import { useAlertActions } from './alert-actions';
import classes from './HelpAlerts.module.css';
import { type Alert, alertsQuery, useMaySteer } from './queries';

const icons = { help_asked: IconHelpCircle, threat: IconHandStop, incident: IconAlertTriangle };
type Call = Alert & { kind: keyof typeof icons };

export const isCall = (alert: Alert): alert is Call => alert.kind in icons;

/** So long everybody sees who has taken a call for help. */
const TAKEN_SHOWN_MS = 180_000;

const urgent = ({ kind }: Call) => (kind === 'help_asked' ? 1 : 0);

/**
 * Calls for help stand above everything until somebody takes them, at whichever screen; then everybody sees who did.
 * The window's title tells those that nobody has taken.
 */
export function HelpAlerts({ zone }: { zone: string }) {
  const { t } = useTranslation('supervisor');
  const { data = [] } = useQuery(alertsQuery);
  const now = useNow();
  const calls = data.filter(isCall);
  const open = calls
    .filter(({ seen_at }) => seen_at === null)
    .sort((a, b) => urgent(a) - urgent(b) || a.raised_at.localeCompare(b.raised_at));
  const taken = calls.filter(
    ({ seen_at }) => seen_at !== null && now - Date.parse(seen_at) < TAKEN_SHOWN_MS,
  );
  useDocumentTitle(open.length > 0 ? t('help.window', { count: open.length }) : 'callcenter');
  return (
    <section role="alert" aria-label={t('help.title')} className={classes.alerts}>
      {open.map((call) => (
        <OpenCall key={call.id} call={call} />
      ))}
      {taken.map((call) => (
        <Taken key={call.id} call={call} zone={zone} />
      ))}
    </section>
  );
}

function OpenCall({ call }: { call: Call }) {
  const { t } = useTranslation('supervisor');
  const maySteer = useMaySteer();
  const { see } = useAlertActions();
  const Icon = icons[call.kind];
  const name = call.agent ?? t('agents.unknown');
  return (
    <div className={classes.alert} data-about={call.kind}>
      <Icon size={30} aria-hidden="true" />
      <div className={classes.text}>
        <strong>{t(`help.about.${call.kind}`, { name })}</strong>
        {call.reference && <span>{t('help.contact', { reference: call.reference })}</span>}
      </div>
      <Since at={call.raised_at} />
      {maySteer && (
        <Button
          variant="white"
          color="dark"
          loading={see.isPending}
          onClick={() => see.mutate(call.id)}
        >
          {t('help.take')}
        </Button>
      )}
    </div>
  );
}

function Taken({ call, zone }: { call: Call; zone: string }) {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  const name = call.agent ?? t('agents.unknown');
  return (
    <div className={classes.taken}>
      <IconUserCheck size={22} aria-hidden="true" />
      <span>
        <strong>{t('help.taken', { by: call.seen_by ?? '', name })}</strong> ·{' '}
        {format.time(call.seen_at ?? serverNow(), zone)}
      </span>
    </div>
  );
}

/** Not announced again each second: only the eye follows it. */
function Since({ at }: { at: string }) {
  const seconds = (useNow() - Date.parse(at)) / 1000;
  return (
    <span className={classes.since} aria-hidden="true">
      {duration(seconds)}
    </span>
  );
}
