import {
  Badge,
  Button,
  Group,
  List,
  Paper,
  SegmentedControl,
  Table,
  Text,
  TextInput,
  VisuallyHidden,
} from '@mantine/core';
import { IconCalendarDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { ArrangeButtons } from '../shared/appointments/ArrangeButtons';
import { dayKey, useFormat } from '../shared/format';
import { LaterDrawing } from '../shared/ui/drawings';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { LiveState } from '../shared/ui/LiveState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { useThere } from './PlaceClock';
import {
  type Appointment,
  appointmentsQuery,
  type Slot,
  slotsQuery,
  useFreshNumbers,
} from './queries';
import { SaveButton } from './SaveButton';
import { momentOf } from './week';

const colours: Record<Appointment['state'], string> = {
  booked: 'blue',
  confirmed: 'teal',
  over: 'gray',
  moved: 'orange',
  cancelled: 'red',
  withdrawn: 'red',
};
const PAST_DAYS = 90;

/** Who comes when, by the partner's own references. */
export function Appointments() {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const zone = useMe().partner?.time_zone ?? 'Europe/Paris';
  const [from, setFrom] = useState<'now' | 'past'>('now');
  const [wanted, setWanted] = useState('');
  const status = useFreshNumbers();
  const today = dayKey(Date.now(), zone);
  const since = momentOf(today, 0, zone) - (from === 'past' ? PAST_DAYS * 86_400_000 : 0);
  const { data, error, refetch } = useQuery(appointmentsQuery(new Date(since).toISOString()));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const sought = wanted.trim().toLowerCase();
  const shown = data.filter(
    ({ client_reference, place, campaign_name }) =>
      !sought ||
      [client_reference, place, campaign_name].some((text) => text?.toLowerCase().includes(sought)),
  );
  return (
    <Page
      title={t('appointments.title')}
      text={t('appointments.text', { city: format.zonePlace(zone) })}
      actions={
        <>
          <LiveState status={status} />
          <SaveButton
            address="/api/appointments.ics"
            label={t('appointments.download')}
            icon={<IconCalendarDown size={19} />}
          />
        </>
      }
    >
      <Paper p="md">
        <Group justify="space-between" align="flex-end" mb="sm">
          <TextInput
            size="sm"
            w={320}
            label={t('appointments.search')}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
          <SegmentedControl
            size="sm"
            aria-label={t('appointments.period')}
            value={from}
            onChange={(value) => setFrom(value as 'now' | 'past')}
            data={[
              { value: 'now', label: t('appointments.ahead') },
              { value: 'past', label: t('appointments.past') },
            ]}
          />
        </Group>
        {shown.length === 0 ? (
          <EmptyState
            title={sought ? t('appointments.none_found') : t('appointments.none')}
            text={sought ? undefined : t('appointments.none_text')}
            drawing={<LaterDrawing />}
            action={
              sought ? undefined : (
                <Button component={Link} to="/partner/slots" variant="default">
                  {t('slots.manage')}
                </Button>
              )
            }
          />
        ) : (
          <Rows appointments={shown} zone={zone} />
        )}
      </Paper>
      <Panel title={t('appointments.feed')}>
        <Text mb="xs">{t('appointments.feed_text')}</Text>
        <List size="sm">
          <List.Item>{t('appointments.feed_file')}</List.Item>
          <List.Item>{t('appointments.feed_token')}</List.Item>
        </List>
      </Panel>
    </Page>
  );
}

const isAhead = ({ state, starts_at }: Appointment) =>
  (state === 'booked' || state === 'confirmed') && Date.parse(starts_at) > Date.now();

/** Slots that can be booked right now; whoever is a moment late is told so. */
const offered = (slots: Slot[]) =>
  slots.filter(
    ({ starts_at, booked, capacity, closed, notice_minutes }) =>
      !closed && booked < capacity && Date.parse(starts_at) - notice_minutes * 60_000 > Date.now(),
  );

function Rows({ appointments, zone }: { appointments: Appointment[]; zone: string }) {
  const { t } = useTranslation(['partner', 'appointments']);
  const { data: slots } = useQuery({ ...slotsQuery, select: offered });
  const there = useThere(zone);
  const format = useFormat();
  return (
    <WideTable minWidth={820}>
      <Table verticalSpacing={8} horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('appointments.when')}</Table.Th>
            <Table.Th>{t('appointments.reference')}</Table.Th>
            <Table.Th>{t('appointments.state')}</Table.Th>
            <Table.Th>{t('slots.place')}</Table.Th>
            <Table.Th>{t('list.campaign')}</Table.Th>
            <Table.Th>{t('appointments.by')}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t('appointments:acts')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {appointments.map((each) => (
            <Table.Tr key={each.id}>
              <Table.Td>
                <Text fw={600}>{format.shortDay(each.starts_at, zone)}</Text>
                <Text size="sm" c="dimmed">
                  {format.time(each.starts_at, zone)}–{format.time(each.ends_at, zone)}
                  {there(each.starts_at, each.zone) && ` · ${there(each.starts_at, each.zone)}`}
                </Text>
              </Table.Td>
              <Table.Td fw={600}>
                {each.client_reference ?? <Text c="dimmed">{t('appointments.unnamed')}</Text>}
              </Table.Td>
              <Table.Td>
                <Badge color={colours[each.state]}>{t(`appointments.states.${each.state}`)}</Badge>
              </Table.Td>
              <Table.Td>{each.place}</Table.Td>
              <Table.Td>{each.campaign_name}</Table.Td>
              <Table.Td>
                {each.made_in === 'call' ? each.adviser : t(`appointments.made_in.${each.made_in}`)}
              </Table.Td>
              <Table.Td>
                {isAhead(each) && (
                  <ArrangeButtons
                    appointment={{
                      ...each,
                      name: each.client_reference ?? t('appointments.unnamed'),
                    }}
                    slots={slots}
                  />
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}
