import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Bars } from '../shared/charts/Bars';
import type { Room } from './room';

const HOURS_SHOWN = 8;

/** The hours to draw: all that have something, and enough of them that a morning does not fill the width. */
export function hoursToShow(hours: number[]): number[] {
  const first = Math.min(...hours, 8);
  const last = Math.max(...hours, first + HOURS_SHOWN - 1);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

interface DayChartProps {
  hours: Room['today']['by_hour'];
}

/** Calls and positive outcomes by hour of the site's day. */
export const DayChart = memo(function DayChart({ hours: by_hour }: DayChartProps) {
  const { t } = useTranslation('supervisor');
  const { labels, calls, positive } = useMemo(() => {
    const hours = hoursToShow(by_hour.map(({ hour }) => hour));
    const known = new Map(by_hour.map((each) => [each.hour, each]));
    return {
      labels: hours.map((hour) => t('chart.hour', { hour })),
      calls: hours.map((hour) => known.get(hour)?.calls ?? 0),
      positive: hours.map((hour) => known.get(hour)?.positive ?? 0),
    };
  }, [by_hour, t]);
  const series = useMemo(
    () => [
      { label: t('chart.calls'), colour: '#8494e6', values: calls },
      { label: t('chart.positive'), colour: '#0b6b46', values: positive },
    ],
    [t, calls, positive],
  );
  return <Bars slot={t('chart.slot')} caption={t('chart.title')} labels={labels} series={series} />;
});
