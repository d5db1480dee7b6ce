import { Badge, Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session';
import { useFormat } from '../format';
import { serverNow } from '../use-now';
import type { ListEnd } from './queries';

const DAY_MS = 86_400_000;
const WARNING_DAYS = 30;
const LAST_DAYS = 7;

export function useZone(): string {
  const me = useMe();
  return me.partner?.time_zone ?? me.site?.time_zone ?? 'Europe/Paris';
}

/** Whole days until a moment; never negative. */
export const daysUntil = (at: string) =>
  Math.max(0, Math.floor((Date.parse(at) - serverNow()) / DAY_MS));

const colourOf = (days: number) =>
  days <= LAST_DAYS ? 'red' : days <= WARNING_DAYS ? 'orange' : 'teal';

/** The day a list ends, for a cell; with a warning when it is near. */
export function KeptUntil({ at }: { at: string | null }) {
  const { t } = useTranslation('ending');
  const format = useFormat();
  const zone = useZone();
  if (!at) return <Text c="dimmed">–</Text>;
  const days = daysUntil(at);
  return (
    <>
      <Text size="sm">{format.date(at, zone)}</Text>
      {days <= WARNING_DAYS && (
        <Badge color={colourOf(days)}>{t('kept.days_left', { count: days })}</Badge>
      )}
    </>
  );
}

/** How much of a list's time is used up, and when it is over; in words, the colour only helps. */
export function KeptBar({ end }: { end: ListEnd }) {
  const { t } = useTranslation('ending');
  const format = useFormat();
  const zone = useZone();
  if (end.shredded_at) {
    return (
      <Text size="sm">{t('kept.destroyed_on', { day: format.date(end.shredded_at, zone) })}</Text>
    );
  }
  if (!end.kept_until) return <Text size="sm">{t('kept.ending')}</Text>;
  const days = daysUntil(end.kept_until);
  const colour = colourOf(days);
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">{t('kept.until', { day: format.date(end.kept_until, zone) })}</Text>
        {days <= WARNING_DAYS && (
          <Badge color={colour}>{t('kept.days_left', { count: days })}</Badge>
        )}
      </Group>
      <Progress
        value={Math.max(1, 100 * end.share)}
        color={colour}
        size="md"
        radius="xl"
        aria-label={t('kept.share', { share: format.percent(end.share) })}
      />
    </Stack>
  );
}
