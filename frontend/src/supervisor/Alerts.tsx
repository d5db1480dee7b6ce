import { Badge, Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconEye, IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { Panel } from '../shared/ui/Page';
import classes from './Alerts.module.css';
import { useAlertActions } from './alert-actions';
import { isCall } from './HelpAlerts';
import { type Alert, alertsQuery, useMaySteer } from './queries';

const SEEN_SHOWN = 5;

/** What looked unusual, until somebody takes it. Nothing at all stands here on an ordinary day. */
export function Alerts({ zone }: { zone: string }) {
  const { t } = useTranslation('alerts');
  const { data = [], error, refetch } = useQuery(alertsQuery);
  // Calls for help stand at the top of the page.
  const open = data.filter((alert) => alert.seen_at === null && !isCall(alert));
  const seen = data.filter(({ seen_at }) => seen_at !== null).slice(0, SEEN_SHOWN);
  if (error && data.length === 0) {
    // An alert must not be missed because nobody could ask for it.
    return (
      <Panel title={t('unknown')} p="md">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Panel>
    );
  }
  if (data.length === 0) return null;
  const [newest] = open;
  return (
    <Panel title={open.length > 0 ? t('title', { count: open.length }) : t('none')} p="md">
      <VisuallyHidden role="status">
        {newest && `${newest.agent ?? t('nobody')} : ${newest.sentence}`}
      </VisuallyHidden>
      {open.length > 0 && (
        <ul className={classes.alerts}>
          {open.map((alert) => (
            <OpenAlert key={alert.id} alert={alert} zone={zone} />
          ))}
        </ul>
      )}
      {seen.length > 0 && (
        <details className={classes.seen}>
          <summary>{t('seen_title')}</summary>
          <ul className={classes.alerts}>
            {seen.map((alert) => (
              <SeenAlert key={alert.id} alert={alert} zone={zone} />
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

interface AlertProps {
  alert: Alert;
  zone: string;
}

function OpenAlert({ alert, zone }: AlertProps) {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  const maySteer = useMaySteer();
  const { see, lift } = useAlertActions();
  const stopped = alert.kind === 'quota_reached';
  const Icon = stopped ? IconHandStop : IconEye;
  return (
    <li className={classes.alert} data-stopped={stopped || undefined}>
      <Icon size={26} aria-hidden="true" className={classes.icon} />
      <div className={classes.text}>
        <Group gap="xs">
          <Text fw={650}>{alert.agent ?? t('nobody')}</Text>
          <Badge variant="light" color="gray" tt="none">
            {t('times', { count: alert.count })}
          </Badge>
          <Text size="sm" c="dimmed">
            {format.time(alert.last_at, zone)}
          </Text>
        </Group>
        <Text>
          {alert.sentence}
          {alert.reference && (
            <Text span c="dimmed">
              {' '}
              · {alert.reference}
            </Text>
          )}
        </Text>
      </div>
      {maySteer && (
        <Group gap="xs" className={classes.actions}>
          {stopped && alert.agent_id && (
            <Button
              size="sm"
              loading={lift.isPending}
              onClick={() => alert.agent_id && lift.mutate(alert.agent_id)}
            >
              {t('lift')}
            </Button>
          )}
          <Button
            size="sm"
            variant="default"
            loading={see.isPending}
            onClick={() => see.mutate(alert.id)}
          >
            {t('see')}
          </Button>
        </Group>
      )}
    </li>
  );
}

function SeenAlert({ alert, zone }: AlertProps) {
  const { t } = useTranslation('alerts');
  const format = useFormat();
  return (
    <li className={classes.past}>
      <Text size="sm">
        <strong>{alert.agent ?? t('nobody')}</strong> · {alert.sentence}
      </Text>
      <Text size="sm" c="dimmed">
        {t('seen_by', {
          name: alert.seen_by ?? '',
          time: alert.seen_at ? format.dateTime(alert.seen_at, zone) : '',
        })}
      </Text>
    </li>
  );
}
