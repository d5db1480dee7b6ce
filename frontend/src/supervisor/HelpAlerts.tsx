import { Button } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconAlertTriangle, IconHandStop, IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { duration } from '../shared/format';
import { useNow } from '../shared/use-now';
import classes from './HelpAlerts.module.css';
import { openRequests, useSeen } from './help';
import type { HelpRequest, Room } from './room';

const icons = { question: IconHelpCircle, threat: IconHandStop, incident: IconAlertTriangle };

/** Calls for help stand above everything until somebody takes them. The window's title tells them too. */
export function HelpAlerts({ room }: { room: Room }) {
  const { t } = useTranslation('supervisor');
  const [seen, see] = useSeen();
  const requests = openRequests(room, seen);
  useDocumentTitle(
    requests.length > 0 ? t('help.window', { count: requests.length }) : 'callcenter',
  );
  return (
    <section role="alert" aria-label={t('help.title')} className={classes.alerts}>
      {requests.map((request) => (
        <HelpAlert
          key={request.id}
          request={request}
          name={room.names[request.agent_id] ?? t('agents.unknown')}
          onSeen={() => see(request.id)}
        />
      ))}
    </section>
  );
}

interface HelpAlertProps {
  request: HelpRequest;
  name: string;
  onSeen: () => void;
}

function HelpAlert({ request, name, onSeen }: HelpAlertProps) {
  const { t } = useTranslation('supervisor');
  const Icon = icons[request.about];
  return (
    <div className={classes.alert} data-about={request.about}>
      <Icon size={30} aria-hidden="true" />
      <div className={classes.text}>
        <strong>{t(`help.about.${request.about}`, { name })}</strong>
        {request.reference && <span>{t('help.contact', { reference: request.reference })}</span>}
      </div>
      <Since at={request.at} />
      <Button variant="white" color="dark" onClick={onSeen}>
        {t('help.take')}
      </Button>
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
