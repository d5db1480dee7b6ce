import { Alert, Button, Group, Paper, Select, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconEye, IconHistory, IconLock, IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallList, ListField, ListUse, Preview, PreviewColumn } from '../api/lists';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { ConsentStep } from './ConsentStep';
import { type Draft, draftOf, has, resumed, uses, withField, withUse } from './mapping';
import { previewQuery } from './queries';
import { Reading } from './Reading';
import { openQuestions, separatorKeys, withDays } from './reading';
import { Steps } from './Steps';
import classes from './Wizard.module.css';

export function Mapping({ list }: { list: CallList }) {
  const { data, error, refetch } = useQuery(previewQuery(list.id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Understood key={list.id} list={list} preview={data} />;
}

/** What the partner had made of the columns when the file was read again, by list. */
const kept = new Map<string, Draft[]>();

/** Two steps over one draft: what each column is, then why these people may be called. */
function Understood({ list, preview }: { list: CallList; preview: Preview }) {
  const { t } = useTranslation('partner');
  const [draft, setDraft] = useState(() => resumed(draftOf(preview.columns), kept.get(list.id)));
  const [confirmed, setConfirmed] = useState(false);
  const questions = openQuestions(preview, draft);
  const ready = has(draft, 'phone');
  if (confirmed) {
    return <ConsentStep list={list} columns={draft} onBack={() => setConfirmed(false)} />;
  }
  return (
    <>
      <Steps active={1} />
      <Paper p="lg">
        <Stack gap="md">
          <Text fw={650} size="lg">
            {t('mapping.title')}
          </Text>
          <Facts preview={preview} />
          {preview.remembered_at && <Remembered at={preview.remembered_at} />}
          <Reading
            list={list}
            preview={preview}
            questions={questions}
            onReread={() => kept.set(list.id, draft)}
          />
          <Columns preview={preview} draft={draft} onChange={setDraft} />
          {!ready && (
            <Alert color="red" role="alert" icon={<IconAlertTriangle />}>
              {t('mapping.no_phone')}
            </Alert>
          )}
          <Group justify="flex-end">
            {questions.length > 0 && <Text c="dimmed">{t('reading.first')}</Text>}
            <Button disabled={!ready || questions.length > 0} onClick={() => setConfirmed(true)}>
              {t('mapping.confirm')}
            </Button>
          </Group>
        </Stack>
      </Paper>
    </>
  );
}

/** The mapping is proposed because it was confirmed before: said, so that it is looked at all the same. */
function Remembered({ at }: { at: string }) {
  const { t, i18n } = useTranslation('partner');
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'long' }).format(new Date(at));
  return (
    <Alert color="blue" icon={<IconHistory />}>
      {t('mapping.remembered', { day })}
    </Alert>
  );
}

function Facts({ preview }: { preview: Preview }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const { lines_estimate, encoding, separator, header_line, sheet, sheets, columns } = preview;
  const separatorKey = separatorKeys[separator];
  const name = sheets.find(({ number }) => number === sheet)?.name;
  const hidden = sheets.filter((each) => each.hidden && each.number !== sheet).length;
  return (
    <ul className={classes.facts}>
      <li>
        {t('mapping.lines', { count: lines_estimate, formatted: format.number(lines_estimate) })}
      </li>
      <li>{t('mapping.columns', { count: columns.length })}</li>
      {name && <li>{t('mapping.sheet', { name })}</li>}
      {hidden > 0 && <li>{t('mapping.hidden', { count: hidden })}</li>}
      {separatorKey && <li>{t('mapping.separator', { name: t(`mapping.${separatorKey}`) })}</li>}
      {encoding && <li>{t('mapping.text_in', { encoding })}</li>}
      <li>
        {header_line > 0 ? t('mapping.header', { line: header_line }) : t('mapping.no_header')}
      </li>
    </ul>
  );
}

interface ColumnsProps {
  preview: Preview;
  draft: Draft[];
  onChange: (draft: Draft[]) => void;
}

function Columns({ preview, draft, onChange }: ColumnsProps) {
  const { t } = useTranslation('partner');
  return (
    <WideTable minWidth={820}>
      <Table verticalSpacing="xs" horizontalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('mapping.column')}</Table.Th>
            <Table.Th>{t('mapping.samples')}</Table.Th>
            <Table.Th>{t('mapping.is')}</Table.Th>
            <Table.Th>{t('mapping.becomes')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {draft.map((choice) => {
            const column = preview.columns.find(({ index }) => index === choice.index);
            return (
              column && (
                <ColumnRow
                  key={choice.index}
                  column={column}
                  choice={choice}
                  onField={(field) => onChange(withField(draft, choice.index, field))}
                  onUse={(use) => onChange(withUse(draft, choice.index, use))}
                />
              )
            );
          })}
        </Table.Tbody>
      </Table>
    </WideTable>
  );
}

interface ColumnRowProps {
  column: PreviewColumn;
  choice: Draft;
  onField: (field: ListField) => void;
  onUse: (use: ListUse) => void;
}

const useIcons = { dial: IconPhone, card: IconEye, point: IconEye, sealed: IconLock };

function ColumnRow({ column, choice, onField, onUse }: ColumnRowProps) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const header = column.header || t('mapping.unnamed', { number: column.index + 1 });
  const offered = uses[choice.field];
  const Icon = choice.use === 'ignore' ? null : useIcons[choice.use];
  return (
    <Table.Tr className={classes.row} data-ignored={choice.field === 'ignore' || undefined}>
      <Table.Td>
        <div className={classes.header}>{header}</div>
        <Text size="sm" c="dimmed">
          {t('mapping.filled', { share: format.percent(column.filled) })}
        </Text>
      </Table.Td>
      <Table.Td>
        {column.samples.map((sample, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: samples repeat and never move
          <div key={index} className={classes.samples}>
            {sample}
            <Became
              field={choice.field}
              sample={sample}
              became={column.became[choice.field]?.[index]}
            />
          </div>
        ))}
      </Table.Td>
      <Table.Td>
        <Select
          size="sm"
          w={220}
          aria-label={t('mapping.is_of', { column: header })}
          data={(Object.keys(uses) as ListField[]).map((field) => ({
            value: field,
            label: t(`field.${field}`),
          }))}
          value={choice.field}
          onChange={(field) => field && onField(field as ListField)}
          allowDeselect={false}
          searchable
          maxDropdownHeight={320}
        />
      </Table.Td>
      <Table.Td>
        {offered.length > 1 ? (
          <Select
            size="sm"
            w={290}
            aria-label={t('mapping.becomes_of', { column: header })}
            data={offered.map((use) => ({ value: use, label: t(`use.${use}`) }))}
            value={choice.use}
            onChange={(use) => use && onUse(use as ListUse)}
            allowDeselect={false}
            leftSection={Icon && <Icon size={17} />}
          />
        ) : (
          <span className={classes.note}>
            {Icon && <Icon size={17} aria-hidden="true" />}
            {t(`use.${choice.field === 'opposition' ? 'opposition' : choice.use}`)}
          </span>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

interface BecameProps {
  field: ListField;
  sample: string;
  became: string | null | undefined;
}

/** What a sample will be kept as, where that differs from what is written. */
function Became({ field, sample, became }: BecameProps) {
  const { t, i18n } = useTranslation(['partner', 'domain']);
  if (became === undefined || became === sample) return null;
  if (became === null) return <span className={classes.unread}> → {t('mapping.unread')}</span>;
  if (became === REFUSED) return <span className={classes.became}> → {t('mapping.refuses')}</span>;
  const basis = field === 'consent_basis' && bases.find((each) => each === became);
  const day = field === 'date' || field === 'consent_date';
  const shown = day ? withDays(became, i18n.language) : became;
  return <span className={classes.became}> → {basis ? t(`domain:basis.${basis}`) : shown}</span>;
}

/** What a line is kept as whose consent says no, or that opposes calls. */
const REFUSED = 'refused';
const bases = ['consent', 'contract', 'b2b', 'after_sales'] as const;
