import { Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format';
import classes from './KpiLine.module.css';
import { type Counts, figureOf, sayValue } from './kpi';
import { definitionsQuery } from './queries';

interface KpiLineProps {
  label: string;
  counts: Counts;
  codes: readonly string[];
}

/** A few figures in one line; each tells its formula when pointed at, touched or focused. */
export function KpiLine({ label, counts, codes }: KpiLineProps) {
  const { i18n } = useTranslation();
  const format = useFormat();
  const { data } = useQuery(definitionsQuery(i18n.language));
  const shown = codes.flatMap((code) => data?.kpis.filter((kpi) => kpi.code === code) ?? []);
  return (
    <ul className={classes.line} aria-label={label}>
      {shown.map((kpi) => (
        <li key={kpi.code}>
          <Tooltip
            label={kpi.formula}
            multiline
            maw={300}
            withArrow
            events={{ hover: true, focus: true, touch: true }}
          >
            <UnstyledButton className={classes.figure}>
              {kpi.name} <strong>{sayValue(kpi, figureOf(kpi, counts), format)}</strong>
              <VisuallyHidden>. {kpi.formula}</VisuallyHidden>
            </UnstyledButton>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}
