import { ActionIcon, Button, Group, Paper, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, IconFileUpload, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { dayKey, useFormat } from '../shared/format';
import { LaterDrawing } from '../shared/ui/drawings';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { AddSlots } from './AddSlots';
import { slotsQuery, useFreshNumbers } from './queries';
import { UploadSlots } from './UploadSlots';
import { WeekGrid } from './WeekGrid';
import { addDays, mondayOf } from './week';

/** The times at which agents may book an appointment, a week at a time. */
export function Slots() {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const zone = useMe().partner?.time_zone ?? 'Europe/Paris';
  const today = dayKey(Date.now(), zone);
  const [monday, setMonday] = useState(() => mondayOf(today));
  const [adding, add] = useDisclosure();
  const [uploading, upload] = useDisclosure();
  useFreshNumbers();
  const { data, error, refetch } = useQuery(slotsQuery);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const sunday = addDays(monday, 6);
  const inWeek = data.filter(({ starts_at }) => {
    const day = dayKey(starts_at, zone);
    return day >= monday && day <= sunday;
  });
  const booked = data.reduce((sum, slot) => sum + slot.booked, 0);
  const capacity = data.reduce((sum, slot) => sum + slot.capacity, 0);
  const places = [...new Set(data.map(({ place }) => place))];
  return (
    <Page
      title={t('slots.title')}
      text={t('slots.text', { city: format.zonePlace(zone) })}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconFileUpload size={19} />}
            onClick={upload.open}
          >
            {t('slot_file.title')}
          </Button>
          <Button leftSection={<IconPlus size={19} />} onClick={add.open}>
            {t('slots.add')}
          </Button>
        </>
      }
    >
      <Paper p="md">
        <Group justify="space-between" mb="md">
          <Group gap="xs">
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t('slots.before')}
              disabled={monday <= mondayOf(today)}
              onClick={() => setMonday(addDays(monday, -7))}
            >
              <IconChevronLeft size={20} />
            </ActionIcon>
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t('slots.after')}
              onClick={() => setMonday(addDays(monday, 7))}
            >
              <IconChevronRight size={20} />
            </ActionIcon>
            <Text fw={650} role="status">
              {t('slots.week', {
                from: format.shortDay(`${monday}T00:00:00Z`, 'UTC'),
                to: format.shortDay(`${sunday}T00:00:00Z`, 'UTC'),
              })}
            </Text>
          </Group>
          <Text c="dimmed">
            {t('slots.booked', { count: booked, of: format.number(capacity) })}
          </Text>
        </Group>
        {data.length === 0 ? (
          <EmptyState
            title={t('slots.empty')}
            text={t('slots.empty_text')}
            drawing={<LaterDrawing />}
            action={<Button onClick={add.open}>{t('slots.add')}</Button>}
          />
        ) : (
          <WeekGrid monday={monday} slots={inWeek} zone={zone} today={today} />
        )}
      </Paper>
      {uploading && <UploadSlots zone={zone} places={places} onClose={upload.close} />}
      {adding && <AddSlots monday={monday} zone={zone} places={places} onClose={add.close} />}
    </Page>
  );
}
