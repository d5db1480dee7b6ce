import { Badge, Button, Group, Stack, Table, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import type { components } from '../api/schema';
import { ArrangeButtons } from '../shared/appointments/ArrangeButtons';
import { type Reason, useBook } from '../shared/appointments/arranging';
import { SlotField, Why } from '../shared/appointments/Fields';
import { useFormat } from '../shared/format';
import { Dialog } from '../shared/ui/Dialog';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { type CampaignDetail, useMaySteer } from './queries';

type Planned = components['schemas']['PlannedAppointment'];

const of = (campaign: string) => ({ params: { path: { campaign_id: campaign } } });

const plannedQuery = (campaign: string) =>
  queryOptions({
    queryKey: ['appointments', campaign],
    queryFn: () => read(api.GET('/api/campaigns/{campaign_id}/appointments', of(campaign))),
  });

const offeredQuery = (campaign: string) =>
  queryOptions({
    queryKey: ['slots', campaign],
    queryFn: () => read(api.GET('/api/campaigns/{campaign_id}/offered-slots', of(campaign))),
    staleTime: 0,
  });

/** A campaign's appointments ahead, with what the supervisor may do about them without a call. */
export function PlannedAppointments({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation('appointments');
  const maySteer = useMaySteer();
  const [booking, setBooking] = useState(false);
  if (campaign.purpose !== 'appointment' || !maySteer) return null;
  const mayBook = !campaign.confirms && campaign.state !== 'closed';
  return (
    <Panel title={t('title')}>
      <Stack gap="md">
        <Ahead campaign={campaign.id} />
        {mayBook && (
          <Group>
            <Button
              variant="default"
              leftSection={<IconCalendarPlus size={18} aria-hidden="true" />}
              onClick={() => setBooking(true)}
            >
              {t('book')}
            </Button>
          </Group>
        )}
      </Stack>
      {booking && <Book campaign={campaign.id} onClose={() => setBooking(false)} />}
    </Panel>
  );
}

function Ahead({ campaign }: { campaign: string }) {
  const { t } = useTranslation('appointments');
  const { data, error, refetch } = useQuery(plannedQuery(campaign));
  const { data: slots } = useQuery({ ...offeredQuery(campaign), enabled: Boolean(data?.length) });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.length === 0) return <Text c="dimmed">{t('none')}</Text>;
  return (
    <WideTable minWidth={680}>
      <Table verticalSpacing={8}>
        <VisuallyHidden component="caption">{t('title')}</VisuallyHidden>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('when')}</Table.Th>
            <Table.Th>{t('contact')}</Table.Th>
            <Table.Th>{t('place')}</Table.Th>
            <Table.Th>{t('by')}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{t('acts')}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.map((each) => (
            <Row key={each.id} appointment={each}>
              <ArrangeButtons appointment={{ ...each, name: each.reference }} slots={slots} />
            </Row>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

function Row({ appointment, children }: { appointment: Planned; children: ReactNode }) {
  const { t } = useTranslation('appointments');
  const format = useFormat();
  const { starts_at, ends_at, zone } = appointment;
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600}>{format.shortDay(starts_at, zone)}</Text>
        <Text size="sm" c="dimmed">
          {format.time(starts_at, zone)}–{format.time(ends_at, zone)} · {format.zonePlace(zone)}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text fw={600}>{appointment.reference}</Text>
        <Group gap={6}>
          {appointment.confirmed && <Badge color="teal">{t('confirmed')}</Badge>}
          {appointment.in_hand && <Badge color="blue">{t('in_hand')}</Badge>}
        </Group>
      </Table.Td>
      <Table.Td>{appointment.place}</Table.Td>
      <Table.Td>
        {appointment.made_by}
        {appointment.made_in !== 'call' && (
          <Text size="xs" c="dimmed">
            {t(`made_in.${appointment.made_in}`)}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{children}</Table.Td>
    </Table.Tr>
  );
}

function Book({ campaign, onClose }: { campaign: string; onClose: () => void }) {
  const { t } = useTranslation('appointments');
  const { data: slots } = useQuery(offeredQuery(campaign));
  const [reference, setReference] = useState('');
  const [slot, setSlot] = useState<string | null>(null);
  const [reason, setReason] = useState<Reason | null>(null);
  const book = useBook(campaign, onClose);
  const named = reference.trim().toUpperCase();
  return (
    <Dialog
      title={t('book_title')}
      submit={t('book_submit')}
      ready={/^[A-Z0-9-]{4,20}$/.test(named) && slot !== null && reason !== null}
      pending={book.isPending}
      error={book.error}
      onSubmit={() => slot && reason && book.mutate({ reference: named, slot_id: slot, reason })}
      onClose={onClose}
    >
      <Text>{t('book_text')}</Text>
      <TextInput
        label={t('reference')}
        placeholder="C-7F3K-9QX2"
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value)}
        maxLength={20}
        data-autofocus
      />
      <SlotField slots={slots} value={slot} onChange={setSlot} />
      <Why value={reason} onChange={setReason} />
    </Dialog>
  );
}
