import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format';
import { FigureTile } from '../ui/FigureTile';
import classes from './KpiTiles.module.css';
import { type Counts, figureOf, type Kpi, sayValue } from './kpi';
import { definitionsQuery } from './queries';

interface KpiTilesProps {
  title: string;
  counts: Counts;
  /** Codes in the order shown; `optional` ones only where there is something to divide by. */
  codes: readonly string[];
  optional?: readonly string[];
  /** Tiles that stand before them. */
  first?: ReactNode;
  /** The counts of another period, told beside. */
  before?: Counts | null;
}

/** Figures side by side; each tells its formula when pointed at, touched or focused. */
export function KpiTiles({ title, counts, codes, optional = [], first, before }: KpiTilesProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(definitionsQuery(i18n.language));
  const known = new Map(data?.kpis.map((kpi) => [kpi.code, kpi]));
  const shown = [...codes, ...optional]
    .map((code) => known.get(code))
    .filter((kpi): kpi is Kpi => kpi !== undefined)
    .filter((kpi) => codes.includes(kpi.code) || figureOf(kpi, counts) !== null);
  return (
    <dl className={classes.tiles} aria-label={title}>
      {first}
      {shown.map((kpi) => (
        <FigureTile
          key={kpi.code}
          name={kpi.name}
          value={sayValue(kpi, figureOf(kpi, counts), format)}
          detail={
            before
              ? t('kpi.before', { value: sayValue(kpi, figureOf(kpi, before), format) })
              : detail(kpi, counts)
          }
          formula={kpi.formula}
          how={t('kpi.how', { name: kpi.name, formula: kpi.formula })}
        />
      ))}
    </dl>
  );

  /** What is divided by what; of times and points the number of cases. */
  function detail(kpi: Kpi, of: Counts): string {
    const whole = of[kpi.per] ?? 0;
    const over = Object.keys(kpi.over);
    if (kpi.unit === 'share' && over.length === 1) {
      const part = of[over[0] ?? ''] ?? 0;
      return t('kpi.of', { part: format.number(part), whole: format.number(whole) });
    }
    const seconds = kpi.per.endsWith('_seconds');
    return seconds
      ? t('kpi.hours', { hours: format.number(Math.round(whole / 360) / 10) })
      : t('kpi.cases', { formatted: format.number(whole) });
  }
}
