import { Alert, Button, Chip, Group, Loader, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallList, ListCounts, ListField, ReportLine } from '../api/lists';
import { useFormat } from '../shared/format';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Panel } from '../shared/ui/Page';
import { Shares } from '../shared/ui/Shares';
import { WideTable } from '../shared/ui/WideTable';
import { uses } from './mapping';
import { exchangeQuery, reportQuery, type Severity } from './queries';
import { Steps } from './Steps';
import { save } from './save';
import classes from './Wizard.module.css';

const parts: [keyof Omit<ListCounts, 'lines'>, string][] = [
  ['accepted', '#0b6b46'],
  ['warned', '#2f9e77'],
  ['not_callable', '#b06a00'],
  ['duplicate', '#7a5aa8'],
  ['refused', '#b3261e'],
];
const severities: Severity[] = ['refused', 'duplicate', 'not_callable', 'warning'];

/** What became of every line, in numbers that add up, and the remarks line by line. */
export function ListReport({ list }: { list: CallList }) {
  const { counts } = list;
  return (
    <>
      <Steps active={4} />
      <Verdict list={list} />
      {counts && <Sum counts={counts} />}
      <Remarks list={list} />
    </>
  );
}

/** What the partner may expect now. */
function Verdict({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  if (list.counts && list.counts.accepted + list.counts.warned === 0) {
    return (
      <Alert color="orange" icon={<IconAlertTriangle />} title={t('report.nobody')}>
        {t('report.nobody_text')}
      </Alert>
    );
  }
  const attached = list.campaign_id !== null;
  return (
    <Alert
      color="teal"
      icon={<IconCircleCheck />}
      title={attached ? t('report.attached') : t('report.ready')}
    >
      {attached
        ? t('report.attached_text', { campaign: list.campaign_name })
        : t('report.ready_text')}
    </Alert>
  );
}

function Sum({ counts }: { counts: ListCounts }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const shares = parts.map(([key, colour]) => ({
    key,
    colour,
    label: t(`report.part.${key}`),
    value: counts[key],
  }));
  return (
    <Panel title={t('report.sum', { count: counts.lines, formatted: format.number(counts.lines) })}>
      <dl className={classes.sum}>
        {parts.map(([key, colour], index) => (
          <Fragment key={key}>
            {index > 0 && (
              <span className={classes.sign} aria-hidden="true">
                +
              </span>
            )}
            <div className={classes.part} style={{ '--part': colour } as React.CSSProperties}>
              <dt>{t(`report.part.${key}`)}</dt>
              <dd>{format.number(counts[key])}</dd>
            </div>
          </Fragment>
        ))}
        <span className={classes.sign} aria-hidden="true">
          =
        </span>
        <div className={classes.part}>
          <dt>{t('report.lines')}</dt>
          <dd>{format.number(counts.lines)}</dd>
        </div>
      </dl>
      <Shares label={t('report.lines')} shares={shares} legend={false} />
    </Panel>
  );
}

function Remarks({ list }: { list: CallList }) {
  const { t } = useTranslation('partner');
  const [severity, setSeverity] = useState<Severity | null>(null);
  const query = useInfiniteQuery(reportQuery(list.id, severity));
  const lines = query.data?.pages.flatMap((page) => page.lines) ?? [];
  const { data: exchange } = useQuery(exchangeQuery);
  const address = `/api/call-lists/${list.id}/report.csv`;
  return (
    <Panel
      title={t('report.remarks')}
      aside={
        <Button
          variant="default"
          size="sm"
          leftSection={<IconDownload size={18} />}
          disabled={lines.length === 0 && severity === null}
          onClick={() =>
            exchange?.recipient
              ? save(`${address}?encrypted=true`, `${list.name}.csv.age`)
              : save(address, `${list.name}.csv`)
          }
        >
          {t('report.download')}
        </Button>
      }
    >
      <Chip.Group
        value={severity ?? 'all'}
        onChange={(value) => setSeverity(value === 'all' ? null : (value as Severity))}
      >
        <Group gap="xs" role="radiogroup" aria-label={t('report.filter')}>
          <Chip value="all">{t('report.all')}</Chip>
          {severities.map((each) => (
            <Chip key={each} value={each}>
              {t(`report.severity.${each}`)}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Group justify="center" p="xl">
          <Loader aria-label={t('report.remarks')} />
        </Group>
      ) : lines.length === 0 ? (
        <EmptyState order={3} title={t('report.none')} text={t('report.none_text')} />
      ) : (
        <Lines lines={lines} />
      )}
      {query.hasNextPage && (
        <Group justify="center" mt="md">
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('report.more')}
          </Button>
        </Group>
      )}
    </Panel>
  );
}

function Lines({ lines }: { lines: ReportLine[] }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  // A remark on a whole line names no column.
  const fieldName = (field: string | null) =>
    field && field in uses ? t(`field.${field as ListField}`) : '';
  return (
    <WideTable minWidth={600}>
      <Table verticalSpacing={7} mt="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th ta="right">{t('report.line')}</Table.Th>
            <Table.Th>{t('report.what')}</Table.Th>
            <Table.Th>{t('mapping.column')}</Table.Th>
            <Table.Th>{t('report.why')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one line can have the same remark twice; they never move
            <Table.Tr key={index}>
              <Table.Td ta="right">{format.number(line.line)}</Table.Td>
              <Table.Td>{t(`report.severity.${line.severity}`)}</Table.Td>
              <Table.Td>{fieldName(line.field)}</Table.Td>
              <Table.Td>
                <Text>{line.message}</Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}
