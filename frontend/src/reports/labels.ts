/** What a row of a report is called. */
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import type { Report, ReportRow } from './queries';

export function useRowLabel(report: Report): (row: ReportRow) => string {
  const { t, i18n } = useTranslation('reports');
  const format = useFormat();
  const month = new Intl.DateTimeFormat(i18n.language, {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return ({ key, label }) => {
    switch (report.by) {
      case 'hour':
        return t('hour', { hour: key });
      case 'day':
        return format.shortDay(`${key}T12:00:00Z`, 'UTC');
      case 'week':
        return t('week_of', { day: format.date(`${key}T12:00:00Z`, 'UTC') });
      case 'month':
        return month.format(new Date(`${key}T12:00:00Z`));
      default:
        return label;
    }
  };
}
