import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { Bars } from '../shared/charts/Bars';
import { dayKey } from '../shared/format';
import { type DayNumbers, lastDays } from './numbers';

interface DayBarsProps {
  days: DayNumbers[];
  count: number;
  height?: number;
}

/** Outcomes of the last days, the positive ones in front. */
export function DayBars({ days, count, height }: DayBarsProps) {
  const { t, i18n } = useTranslation('partner');
  const zone = useMe().partner?.time_zone ?? 'Europe/Paris';
  const shown = useMemo(() => lastDays(days, dayKey(Date.now(), zone), count), [days, count, zone]);
  const labels = useMemo(() => {
    const form = new Intl.DateTimeFormat(i18n.language, {
      day: 'numeric',
      month: 'short',
      timeZone: 'UTC',
    });
    return shown.map(({ day }) => form.format(new Date(`${day}T00:00:00Z`)));
  }, [shown, i18n.language]);
  const series = useMemo(
    () => [
      {
        label: t('results.outcomes'),
        colour: '#8494e6',
        values: shown.map(({ outcomes }) => outcomes),
      },
      {
        label: t('results.positive'),
        colour: '#0b6b46',
        values: shown.map(({ positive }) => positive),
      },
    ],
    [shown, t],
  );
  return (
    <Bars
      slot={t('results.day')}
      caption={t('results.by_day')}
      labels={labels}
      series={series}
      {...(height && { height })}
    />
  );
}
