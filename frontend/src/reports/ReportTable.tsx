import { Table, Text, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { better, type Kpi, sayValue } from '../shared/kpis/kpi';
import { definitionsQuery } from '../shared/kpis/queries';
import { WideTable } from '../shared/ui/WideTable';
import { useRowLabel } from './labels';
import type { Figures, Report } from './queries';
import classes from './Reports.module.css';

/** The figures in rows; a heading tells its formula, and each figure what it was before. */
export function ReportTable({ report }: { report: Report }) {
  const { t, i18n } = useTranslation('reports');
  const me = useMe();
  const format = useFormat();
  const label = useRowLabel(report);
  const { data } = useQuery(definitionsQuery(i18n.language));
  const outcome = report.by === 'outcome';
  const all: Figures[] = [...report.rows, report.total];
  const counts = Object.entries(data?.counts ?? {}).filter(
    ([code]) => !outcome || code === 'records',
  );
  const kpis = (data?.kpis ?? []).filter(
    ({ code }) => !outcome && all.some(({ values }) => (values[code] ?? null) !== null),
  );
  const whole = report.total.counts.records ?? 0;
  const name = t(`by.${me.role === 'partner' && report.by === 'agent' ? 'adviser' : report.by}`);
  return (
    <WideTable minWidth={outcome ? 480 : 140 + 86 * (counts.length + kpis.length)}>
      <Table verticalSpacing={7} horizontalSpacing={8} className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{name}</Table.Th>
            {counts.map(([code, word]) => (
              <Table.Th key={code} ta="right">
                {word}
              </Table.Th>
            ))}
            {outcome && <Table.Th ta="right">{t('share')}</Table.Th>}
            {kpis.map((kpi) => (
              <Table.Th key={kpi.code} ta="right">
                <Tooltip label={kpi.formula} multiline maw={300} withArrow>
                  <button type="button" className={classes.formula}>
                    {kpi.name}
                  </button>
                </Tooltip>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {report.rows.map((row) => (
            <Table.Tr key={row.key}>
              <Table.Th scope="row" fw={600}>
                {label(row)}
              </Table.Th>
              {cells(row, row.before)}
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">{t('total')}</Table.Th>
            {cells(report.total, report.total_before)}
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </WideTable>
  );

  function cells(now: Figures, before: Figures | null) {
    return (
      <>
        {counts.map(([code]) => (
          <Table.Td key={code} ta="right">
            {format.number(now.counts[code] ?? 0)}
            {before && <Before value={format.number(before.counts[code] ?? 0)} />}
          </Table.Td>
        ))}
        {outcome && (
          <Table.Td ta="right">
            {whole > 0 ? format.percent((now.counts.records ?? 0) / whole) : '–'}
          </Table.Td>
        )}
        {kpis.map((kpi) => (
          <Table.Td key={kpi.code} ta="right">
            {sayValue(kpi, now.values[kpi.code], format)}
            {before && before.values[kpi.code] != null && (
              <Before
                value={sayValue(kpi, before.values[kpi.code], format)}
                better={judge(kpi, now, before)}
              />
            )}
          </Table.Td>
        ))}
      </>
    );
  }

  function judge(kpi: Kpi, now: Figures, before: Figures): boolean | null {
    return better(kpi, now.values[kpi.code], before.values[kpi.code]);
  }
}

interface BeforeProps {
  value: string;
  /** Whether it has got better since; null says nothing. */
  better?: boolean | null;
}

function Before({ value, better: good = null }: BeforeProps) {
  const { t } = useTranslation('reports');
  return (
    <Text size="xs" c="dimmed" className={classes.before}>
      {good !== null && (
        <span className={classes.arrow} data-good={good}>
          {good ? t('better') : t('worse')}{' '}
        </span>
      )}
      {t('was', { value })}
    </Text>
  );
}
