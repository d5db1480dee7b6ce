import { Alert, Button, Group, SimpleGrid } from '@mantine/core';
import { IconDeviceTv, IconPlugConnectedX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FeedStatus } from '../api/feed';
import type { Health } from '../api/types';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { LiveState } from '../shared/ui/LiveState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { AgentGrid } from './AgentGrid';
import { Alerts } from './Alerts';
import { CampaignStrip } from './CampaignStrip';
import classes from './Dashboard.module.css';
import { DayChart } from './DayChart';
import { ActsDone, OverdueCallbacks } from './FollowUp';
import { HealthAlert } from './HealthAlert';
import { HelpAlerts } from './HelpAlerts';
import { KeyFigures } from './KeyFigures';
import { Messages } from './Messages';
import { OutcomeStream } from './OutcomeStream';
import type { Room } from './room';
import { useRoom } from './useRoom';
import { useStandings } from './useStandings';

/** The room at a glance. */
export function Dashboard() {
  const { room, status, health, error, refetch, updatedAt } = useRoom();
  if (room) {
    return (
      <RoomPage
        room={room}
        status={status}
        health={health}
        updatedAt={updatedAt}
        onReload={() => void refetch()}
      />
    );
  }
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading />;
}

interface RoomPageProps {
  room: Room;
  status: FeedStatus;
  health: Health | null;
  updatedAt: number;
  onReload: () => void;
}

function RoomPage({ room, status, health, updatedAt, onReload }: RoomPageProps) {
  const { t } = useTranslation(['supervisor', 'wallboard']);
  const format = useFormat();
  const standings = useStandings(room);
  return (
    <Page
      title={t('room.title')}
      text={format.day(Date.now(), room.site_zone)}
      actions={
        <Group gap="sm">
          <Button
            component={Link}
            to="/wallboard"
            variant="default"
            size="sm"
            leftSection={<IconDeviceTv size={18} />}
          >
            {t('wallboard:link.open')}
          </Button>
          <LiveState status={status} />
        </Group>
      }
    >
      {status === 'not_live' && (
        <Alert
          color="red"
          variant="filled"
          role="alert"
          icon={<IconPlugConnectedX />}
          title={t('room.not_live')}
        >
          <div className={classes.notLive}>
            {t('room.not_live_text', { time: format.clock(updatedAt, room.site_zone) })}
            <Button variant="white" color="red" size="xs" onClick={onReload}>
              {t('room.reload')}
            </Button>
          </div>
        </Alert>
      )}
      <HealthAlert health={health} />
      <HelpAlerts zone={room.site_zone} />
      <Alerts zone={room.site_zone} />
      <KeyFigures room={room} />
      <div className={classes.columns} data-not-live={status === 'not_live' || undefined}>
        <div className={classes.column}>
          <AgentGrid agents={room.agents} campaigns={room.campaigns} labels={room.labels} />
          <CampaignStrip campaigns={room.campaigns} standings={standings} zone={room.site_zone} />
          <ActsDone zone={room.site_zone} />
        </div>
        <div className={classes.column}>
          <SimpleGrid cols={1} spacing="md">
            <OverdueCallbacks />
            <Panel title={t('chart.title')} p="md">
              <DayChart hours={room.today.by_hour} />
            </Panel>
            <Messages zone={room.site_zone} />
            <OutcomeStream
              recent={room.recent}
              byGroup={room.today.by_group}
              labels={room.labels}
              names={room.names}
              zone={room.site_zone}
            />
          </SimpleGrid>
        </div>
      </div>
    </Page>
  );
}
