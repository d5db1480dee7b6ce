import { Alert } from '@mantine/core';
import { IconClockHour4 } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Bars } from '../shared/charts/Bars';
import { useFormat } from '../shared/format';
import { bestHours } from './best-hours';
import { useRowLabel } from './labels';
import type { Report } from './queries';
import classes from './Reports.module.css';

const MOST = 31;

/** The records worked and what came of them, as columns. */
export function ReportChart({ report }: { report: Report }) {
  const { t } = useTranslation('reports');
  const format = useFormat();
  const label = useRowLabel(report);
  const shown = report.rows.slice(0, MOST);
  const labels = shown.map(label);
  const series = useMemo(() => {
    const rows = report.rows.slice(0, MOST);
    const now = {
      label: t('chart.records'),
      colour: '#8494e6',
      values: rows.map(({ counts }) => counts.records ?? 0),
    };
    const positive = {
      label: t('chart.positive'),
      colour: '#0b6b46',
      values: rows.map(({ counts }) => counts.positive ?? 0),
    };
    return report.by === 'outcome' ? [now] : [now, positive];
  }, [report, t]);
  const best = report.by === 'hour' ? bestHours(report.rows) : [];
  return (
    <div className={classes.chart}>
      {best.length > 0 && (
        <Alert color="teal" icon={<IconClockHour4 size={20} />} mb="sm">
          {t('best', {
            hours: best
              .map(({ hour, reach }) =>
                t('best_hour', { hour: t('hour', { hour }), reach: format.percent(reach) }),
              )
              .join(', '),
          })}
        </Alert>
      )}
      {/* Columns with a name each need room; a few long names read better in the table below. */}
      {(report.by === 'hour' ||
        report.by === 'day' ||
        report.by === 'week' ||
        report.by === 'month') && (
        <Bars
          slot={t(`by.${report.by}`)}
          caption={t('chart.records')}
          labels={labels}
          series={series}
        />
      )}
    </div>
  );
}
